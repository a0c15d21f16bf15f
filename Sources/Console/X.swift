import SMTPSession
package enum ConsoleFront {
  package static func run(_ session: Session, _ mailbox: Mailbox, _ options: SessionOptions, tour: Bool) throws
    -> Int32
  { 0 }
}
