import Curl
import Testing

@Suite struct WebAddressTests {
  @Test(
    arguments: [
      ("https://a.example/x", "https://A.example:443/y", true),
      ("https://a.example/x", "http://a.example/x", false),
      ("https://a.example/x", "https://a.example:8443/x", false),
      ("https://a.example/x", "https://a.example.evil.example/x", false),
      ("http://127.0.0.1:80/x", "http://127.0.0.1/y", true),
    ])
  func `an origin is scheme, host and port`(one: String, other: String, same: Bool) throws {
    let (one, other) = (try #require(WebAddress(one)), try #require(WebAddress(other)))
    #expect(one.hasSameOrigin(as: other) == same)
  }

  @Test(
    arguments: [
      ("?offset=50", "https://a.example/ocpi/cdrs?offset=50"),
      ("/ocpi/cdrs?offset=50", "https://a.example/ocpi/cdrs?offset=50"),
      ("//evil.example/", "https://evil.example/"),
      ("https://evil.example/", "https://evil.example/"),
      ("javascript:alert(1)", nil),
      ("https://user@a.example/", nil),
    ] as [(String, String?)])
  func `a link is read as on its page`(link: String, whole: String?) throws {
    #expect(try #require(WebAddress("https://a.example/ocpi/cdrs?offset=0")).resolving(link)?.text == whole)
  }

  @Test func `query values are escaped and replaced, the rest stays`() throws {
    let address = try #require(WebAddress("https://a.example/x?keep=%2B1&offset=3"))
    let changed = address.settingQuery([(name: "offset", value: "7"), (name: "month", value: "2026-03&evil=1")])
    #expect(changed?.text == "https://a.example/x?keep=%2B1&offset=7&month=2026-03%26evil%3D1")
    #expect(changed?.queryValue("offset") == "7")
  }
}
