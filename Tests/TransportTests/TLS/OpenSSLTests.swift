import CLibrary
import NetworkFacts
import Testing

@testable import Transport

struct OpenSSLTests {
  /// What comes of opening a library: nil on success, else the loader's words.
  private func open(_ library: String, _ names: [StaticString]) -> String? {
    var table = [UnsafeRawPointer?](repeating: nil, count: names.count)
    var problem = [CChar](repeating: 0, count: 200)
    let words = names.map { name in
      UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self) as UnsafePointer<CChar>?
    }
    let opened = clib_open(
      library, words, &table, table.count * MemoryLayout<UnsafeRawPointer?>.size, &problem, problem.count)
    if opened == 1 {
      #expect(table.allSatisfy { $0 != nil })
      return nil
    }
    return String(decoding: problem.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test func isThere() throws {
    let openSSL = try OpenSSL()
    #expect(openSSL.tls == (try OpenSSL().tls))
    #expect(openSSL.crypto.pointee.EVP_sha256() != nil)
    #expect(open("libc.so.6", ["strlen", "memcpy"]) == nil)
  }

  @Test func aLibraryThatIsNotThereIsNamed() throws {
    let problem = try #require(open("libssl.so.999", ["SSL_new"]))
    #expect(problem.contains("libssl.so.999"))
    let failure = TLSFailure.missing(problem)
    #expect(failure.step == .open && failure.problem == .library && !failure.isServersDoing)
    #expect(failure.errors.first?.hasPrefix("libssl.so.999") == true)
  }

  @Test func aFunctionThatIsNotThereIsNamed() throws {
    let problem = try #require(open("libc.so.6", ["strlen", "no_such_function"]))
    #expect(problem.contains("libc.so.6") && problem.contains("no_such_function"))
  }

  @Test func wordsAreCut() throws {
    var problem = [CChar](repeating: 1, count: 8)
    var table: UnsafeRawPointer?
    let names: [UnsafePointer<CChar>?] = [nil]
    #expect(clib_open("libssl.so.999", names, &table, MemoryLayout.size(ofValue: table), &problem, 8) == 0)
    #expect(problem[7] == 0 && table == nil)
  }
}
