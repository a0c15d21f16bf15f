// What each command is for, in a sentence.

import SMTP

/// Sentences by verb.
package enum VerbTexts {
  /// What a command is for, in a sentence; nil for a verb without one, such as `other`.
  package static func english(_ verb: Verb) -> String? { Texts.text("verb.\(verb.rawValue)") }
}
