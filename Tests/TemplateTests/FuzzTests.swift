import CEL
import Template
import Testing

@Suite struct `A damaged template is refused, never a crash` {
  /// Numbers that look random and are the same in every run.
  private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(sides, 1)
    }
  }

  private static let pieces = [
    "${", "}", "<", ">", "\"", "'", "</", "<!--", "-->", "<style>", "<table>", "data-if=\"", "data-each=\"a in ", "\\", "&", "&#0;",
    "\u{E000}0\u{E001}",
    "\u{0}", "ä", "😀", "=", "/", "$${", "{", "[", ",", "<slot/>", "<p", "\r\n", "]]>", "<template data-include=\"t\">",
  ].map { Array($0.utf8) }

  private static func damaged(_ text: String, _ dice: inout Dice) -> String {
    var bytes = Array(text.utf8)
    for _ in 0...dice.roll(4) {
      let at = dice.roll(bytes.count)
      switch dice.roll(3) {
      case 0: bytes.insert(contentsOf: pieces[dice.roll(pieces.count)], at: at)
      case 1: bytes.removeSubrange(at..<min(at + dice.roll(12), bytes.count))
      default: bytes.removeSubrange(at...)
      }
      if bytes.isEmpty { bytes = [0x24] }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: 1...8) func `pages`(seed: UInt64) {
    let page = """
      <!DOCTYPE html><html><head><title>${name}</title><style>p, .a b {color: red} @media x { p {} }</style></head><body>
      <!-- c --><!--[if mso]>x<![endif]--><p class="a" data-if="flag &amp;&amp; count > 2" style='top:${count}px'>${name}: $${x}</p>
      <template data-each="n, r in rows" data-with="a = r.id; b = {'k': ';'}"><i title="${a}" data-if="has(r.note)">${r.note}</i></template>
      <table><tr><th scope="col">A</th></tr><tr data-each="k in prices"><td><a href="${link}">${k}</a></td></tr></table></body></html>
      """
    var dice = Dice(state: seed)
    for _ in 0..<60 {
      let text = Self.damaged(page, &dice)
      do {
        let mail = try TemplateLibrary(files: ["t.html": text]).compileMail("t", Sample.environment)
        #expect(!(try mail.render(Sample.scope()).html.contains("<b>&")))
      } catch let error as TemplateProblems {
        #expect(!error.problems.isEmpty)
      } catch {
        #expect(error is RenderError, "\(text)")
      }
    }
  }

  @Test(arguments: 1...8) func `cards`(seed: UInt64) {
    let json =
      #"{"a": ["${count}", {"$data": "${r in rows}", "$when": "${r.price > 1.0}", "t": "x \u00e4 ${r.id}"}], "b": -1.5e3, "c": {"$data": "${rows}", "i": "${$index}"}}"#
    var dice = Dice(state: seed)
    for _ in 0..<100 {
      do {
        _ = try Sample.card(Self.damaged(json, &dice))
      } catch {
        #expect(error is TemplateProblems || error is RenderError)
      }
    }
  }
}
