// `smtpscope manual`: the manual pages and the README's reference, made from the tables that the program goes by.

/// Prints a page.
enum ManualCommand {
  enum Page: String, CaseIterable { case guide, markdown }

  static let subcommand = Subcommand(
    name: "manual", summary: "Print a manual page: smtpscope manual | man -l -.",
    more: "The guide is all that explanations are made of.",
    operands: .init(
      label: "[guide|markdown]", name: "a page", kind: .choice("PAGE", Page.allCases.map(\.rawValue)),
      count: 0...1,
      help:
        "guide: the page of codes, extensions, findings, servers and wordings; markdown: the subcommands and options as they stand in the README"
    )
  ) { parsed in
    switch parsed.words.first.flatMap(Page.init(rawValue:)) {
    case nil: Output.write(Manual.page)
    case .guide: Output.write(Manual.guide)
    case .markdown: Output.write(Reference.markdown)
    }
    return .ok
  }
}
