import Testing
import YAML

@Suite struct `A damaged file is told, never a crash` {
  @Test(arguments: 1...8) func `whatever was cut or put in`(seed: UInt64) {
    let text = """
      workflow: w   # ä
      on: {a: 'x ''y''', b: "q\\u00e4\\n", c: &k [1, 2, *k2], "d": !x}
      states: &s
        one: {after: {2h: two}, guard: items.all(i, !i.open)}
        two: |
          text
            more
        three: >-
          folded
          text
      more: {<<: *s, z: 1}
      """
    let pieces = [
      "{", "}", "[", "]", ":", "- ", "\t", "\n", "'", "\"", "&a ", "*a", "!t ", "|", ">", "#", "%", "@", "\r", "\u{85}", "\u{FEFF}", "😀",
      "? ", "---\n",
    ]
    var state = seed
    func roll(_ sides: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % sides
    }
    for _ in 0..<300 {
      var characters = Array(text.unicodeScalars)
      for _ in 0...roll(4) {
        let at = roll(characters.count)
        if roll(2) == 0 {
          characters.remove(at: at)
        } else {
          characters.insert(contentsOf: Array(pieces[roll(pieces.count)].unicodeScalars), at: at)
        }
      }
      var damaged = String.UnicodeScalarView()
      damaged.append(contentsOf: characters)
      do {
        visit(try YAML.parse(String(damaged), file: "f.yaml"))
      } catch {
        #expect(!error.problems.isEmpty)
        #expect(error.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.excerpt.isEmpty })
      }
    }
  }

  /// Every place in every text can be asked for and lies within it.
  private func visit(_ node: YAML.Node) {
    switch node.content {
    case .scalar(let scalar):
      for offset in 0...scalar.text.utf8.count {
        let place = scalar.position(atTextOffset: offset)
        #expect(place >= scalar.range.start && place <= max(scalar.range.end, scalar.range.start))
      }
    case .sequence(let nodes): nodes.forEach(visit)
    case .mapping(let mapping): mapping.entries.forEach { visit($0.value) }
    }
  }
}
