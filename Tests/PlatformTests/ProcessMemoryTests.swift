import Platform
import Testing

struct ProcessMemoryTests {
  /// The test's own process: nothing else in it wants a core file.
  @Test func itIsPrivateForGood() {
    ProcessMemory.keepPrivate()
    #expect(ProcessMemory.isPrivate)
    ProcessMemory.keepPrivate()
    #expect(ProcessMemory.isPrivate)
  }
}
