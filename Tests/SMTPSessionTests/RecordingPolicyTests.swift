import Foundation
import Platform
import SMTPSession
import Testing

struct RecordingPolicyTests {
  /// XDG Base Directory Specification: a relative path is to be ignored.
  @Test func theFolderIsTheUsers() throws {
    let folder = try #require(RecordingPolicy.folder)
    #expect(folder.hasPrefix("/") && folder.hasSuffix("/smtpscope"))
    if let state = Environment.value("XDG_STATE_HOME"), state.hasPrefix("/") {
      #expect(folder == state + "/smtpscope")
    }
  }
}
