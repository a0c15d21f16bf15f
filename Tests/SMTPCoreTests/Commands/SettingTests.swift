import SMTPCore
import Testing

struct SettingTests {
  @Test func everySettingTakesItsOwnValuesAndShowsThem() {
    for setting in Setting.table {
      for value in setting.values {
        var options = SessionOptions()
        #expect(setting.set(&options, value) == nil, "\(setting.name) \(value)")
        #expect(setting.get(options) == value, "\(setting.name) \(value)")
      }
      #expect(Setting.row(setting.name)?.help == setting.help)
    }
  }

  @Test(arguments: ["tls.min", "tls.max"], ["TLSv1.2", "tls1.2", "TLS 1.2", "1.2"])
  func spellingsOfOneVersion(_ name: String, _ spelling: String) {
    var options = SessionOptions()
    #expect(Setting.row(name)?.set(&options, spelling) == nil)
    #expect(Setting.row(name)?.get(options) == "1.2")
  }

  @Test(arguments: [
    ("timeout", "0"), ("timeout", "x"), ("starttls", "maybe"), ("eol", "crcr"), ("tls.verify", "perhaps"),
    ("tls.min", "2.0"), ("tls.max", "SSLv3"), ("tls.max", "TLSv"), ("tls.min", "v1.2"),
  ])
  func otherValuesChangeNothing(_ name: String, _ value: String) {
    var options = SessionOptions()
    let before = Setting.row(name)?.get(options)
    #expect(Setting.row(name)?.set(&options, value)?.isEmpty == false)
    #expect(Setting.row(name)?.get(options) == before)
  }
}
