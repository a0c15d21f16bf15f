// libFuzzer's way in, in a file by itself: with --sanitize fuzzer its runtime brings the program's start, and calls this;
// without, the program does nothing. See Tests/Fuzz/run.

import Fuzzing

/// Does with an input what the target does that the environment names.
///
/// - Returns: 0, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ octets: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  FuzzTarget.run(Array(UnsafeBufferPointer(start: octets, count: count)))
  return 0
}
