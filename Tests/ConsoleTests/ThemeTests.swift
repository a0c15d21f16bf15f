import Testing

@testable import Console

struct ThemeTests {
  @Test func fewColoursAreRespected() {
    #expect(Theme.dark.fitting(colours: 256) == .dark)
    #expect(Theme.light.fitting(colours: 16) == .ansi)
    #expect(Theme.dark.fitting(colours: 0) == .mono)
  }

  @Test func coloursAreWithinTheirRange() {
    for style in Style.allCases {
      #expect(Theme.mono.look(style).colour == -1)
      #expect(Theme.ansi.look(style).colour < 16)
      for theme in [Theme.dark, .light] { #expect((-1..<256).contains(theme.look(style).colour)) }
    }
  }
}
