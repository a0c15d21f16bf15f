import SMTP
import Testing

struct SourceTests {
  @Test func sectionsAndAppendices() {
    #expect(Source.rfc(5321, "4.1.4").description == "RFC 5321 §4.1.4")
    #expect(Source.rfc(5321, "C").description == "RFC 5321 Appendix C")
    #expect(Source.rfc(5321, "F.6").description == "RFC 5321 Appendix F.6")
    #expect(Source.document("CVE-2011-0411").description == "CVE-2011-0411")
  }
}
