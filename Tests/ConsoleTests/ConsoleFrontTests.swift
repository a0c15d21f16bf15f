import Console
import Testing

struct ConsoleFrontTests {
  @Test func withoutAScreenItSaysWhatWorks() {
    let missing = NoTerminal.noLibrary("libncursesw.so.6: cannot open shared object file").description
    #expect(missing.contains("libncursesw.so.6: cannot open") && missing.contains("--plain works without it"))
    #expect(missing.contains("install libncursesw6 (Debian, Ubuntu)"))
    #expect(NoTerminal.unknownTerminal("vt1").description.contains("no terminal called \"vt1\""))
    #expect(NoTerminal.noTerminal.description.contains("--plain works without one"))
  }
}
