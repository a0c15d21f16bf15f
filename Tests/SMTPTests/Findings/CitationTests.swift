import SMTP
import Testing

struct CitationTests {
  @Test func sectionsAndAppendices() {
    #expect(Citation.rfc(5321, "4.1.4").description == "RFC 5321 §4.1.4")
    #expect(Citation.rfc(5321, "C").description == "RFC 5321 Appendix C")
    #expect(Citation.rfc(5321, "F.6").description == "RFC 5321 Appendix F.6")
    #expect(Citation.document("CVE-2011-0411").description == "CVE-2011-0411")
  }
}
