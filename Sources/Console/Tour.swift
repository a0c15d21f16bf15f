// The demo's tour: one row a step, with what it says and how it is seen to be done.

import SMTP
import SMTPCore
import Transcript

/// A tour and how far it has come.
package struct Tour: Sendable {
  /// One step.
  package struct Step: Sendable {
    /// What to do, in a sentence or two.
    package let text: String
    let isDone: @Sendable (SessionStatus, TranscriptStore) -> Bool
  }

  /// An index of `steps`; the last one is never done.
  package private(set) var step = 0

  /// Stands at the first step.
  package init() {}

  /// What to do now.
  package var text: String { Self.steps[min(step, Self.steps.count - 1)].text }
  /// `Tour 2 of 6`: people count from 1.
  package var title: String { "Tour \(min(step + 1, Self.steps.count)) of \(Self.steps.count)" }

  /// Goes on past every step that is done.
  package mutating func advance(_ status: SessionStatus, _ store: TranscriptStore) {
    while step < Self.steps.count - 1, Self.steps[step].isDone(status, store) { step += 1 }
  }

  /// In the order in which they are done.
  package static let steps: [Step] = [
    Step(
      text:
        "This is the sandbox, a real server inside this program. Say hello: type EHLO client.example and press Enter."
    ) {
      status, _ in status.dialogue?.answered.hello != nil
    },
    Step(
      text:
        "Break a rule: type RCPT TO:<bob@sandbox.example>. The line above the prompt tells what is wrong before you send it; a second Enter sends it all the same."
    ) {
      _, store in sent(.rcptBeforeMail, store)
    },
    Step(
      text:
        "Type STARTTLS. The handshake starts when the server says 220; F3 shows its report (nobody vouches for the sandbox, so ✗ is right). Then say EHLO again: after TLS everything begins anew."
    ) {
      status, _ in status.tls != nil && status.dialogue?.answered.hello != nil
    },
    Step(text: "Log in with :auth plain alice - the password is wonderland. It shows up nowhere.") {
      status, _ in
      status.dialogue?.answered.isAuthenticated == true
    },
    Step(text: "Open a transaction: MAIL FROM:<alice@sandbox.example>") { status, _ in
      status.dialogue?.answered.transaction != nil
    },
    Step(
      text:
        "Ask for somebody who is not there: RCPT TO:<unknown@sandbox.example>. Esc and k select a line; the guide says what it means."
    ) {
      status, _ in (status.dialogue?.answered.transaction?.refused ?? 0) > 0
    },
    Step(text: "Now RCPT TO:<bob@sandbox.example>, then DATA, a few lines, and a single dot.") { _, store in
      store.entries.contains { entry in
        guard case .received(let received) = entry.content else { return false }
        return received.context.answers == .endOfData && received.reply.isPositive
      }
    },
    Step(text: "The message is taken. Type QUIT. The whole session is recorded; :record says where.") {
      status, _ in
      status.connection == .closed
    },
    Step(text: "That is all. :connect SERVER goes to a real one, F1 shows everything, Ctrl-D leaves.") { _, _ in
      false
    },
  ]

  private static func sent(_ rule: Rule, _ store: TranscriptStore) -> Bool {
    store.entries.contains { entry in entry.findings.contains { $0.rule == rule } }
  }
}
