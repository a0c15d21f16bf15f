// What each command is for, in a sentence.

import SMTP

/// Sentences by verb.
package enum VerbTexts {
  package static func english(_ verb: Verb) -> String? { Texts.text("verb.\(verb.rawValue)") }
}
