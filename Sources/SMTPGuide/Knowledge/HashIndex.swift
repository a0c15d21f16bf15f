// Where in a file something stands, by its hash: two numbers a thing, and nothing of the file is read again.

/// Numbers by hash, with open addressing.
struct HashIndex: Sendable {
  /// -1: nothing. At least twice as large as it has to be.
  private let slots: [Int32]

  init(_ entries: [(hash: UInt32, value: Int32)]) {
    var size = 64
    while size < entries.count * 2 { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    for (hash, value) in entries {
      var slot = Int(hash) & (size - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
      slots[slot] = value
    }
    self.slots = slots
  }

  /// Calls with each number that may be meant, until it is told to stop: others can have the same place.
  func each(_ hash: UInt32, _ body: (Int32) -> Bool) {
    var slot = Int(hash) & (slots.count - 1)
    while slots[slot] >= 0, body(slots[slot]) { slot = (slot + 1) & (slots.count - 1) }
  }

  /// The hash of Fowler, Noll and Vo, FNV-1a with 32 bits.
  static func hash(_ octets: some Sequence<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for octet in octets { hash = (hash ^ UInt32(octet)) &* 16_777_619 }
    return hash
  }
}
