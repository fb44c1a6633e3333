import CEL
import Markup

/// A card as a page, so that its author sees it: what Teams draws of it is close to this, not the same. Teams' own colours, spacings
/// and sizes; nothing is fetched.
struct CardDrawing {
  let card: Value

  var html: String {
    let body = elements(card["body"])
    let actions = card["actions"]?.list ?? []
    let buttons: [Markup] = actions.isEmpty ? [] : [Self.box("div", "actions", actions.map(button))]
    let head: [Markup] = [
      .element(Markup.Element("meta", [.init("charset", "utf-8")])),
      .element(Markup.Element("meta", [.init("name", "viewport"), .init("content", "width=device-width, initial-scale=1")])),
      .element(Markup.Element("title", children: [.text(card["fallbackText"]?.string ?? "Card")])),
      .element(Markup.Element("style", children: [.text(Self.style)])),
    ]
    let page = Markup.Element(
      "html", [.init("lang", "en")],
      children: [
        .element(Markup.Element("head", children: head)),
        .element(Markup.Element("body", children: [Self.box("div", "card", body + buttons)])),
      ])
    return [Markup.doctype("html"), .element(page)].html
  }

  private func elements(_ value: Value?) -> [Markup] { (value?.list ?? []).map(element) }

  private func element(_ value: Value) -> Markup {
    let inner: Markup
    switch value["type"]?.string {
    case "TextBlock": inner = Self.box("p", Self.textClasses(value), CardMarkdown.nodes(value["text"]?.string ?? ""))
    case "Container": inner = Self.box("div", Self.containerClasses(value), elements(value["items"]))
    case "ColumnSet": inner = Self.box("div", "columns", (value["columns"]?.list ?? []).map(column))
    case "FactSet": inner = Self.box("div", "facts", (value["facts"]?.list ?? []).flatMap(fact))
    case "ActionSet": inner = Self.box("div", "actions", (value["actions"]?.list ?? []).map(button))
    case "Image": inner = Self.box("p", "text subtle", [.text(value["altText"]?.string ?? "")])
    case let other: inner = Self.box("p", "text subtle", [.text("(\(other ?? "an element"), which is not drawn here)")])
    }
    return Self.box("div", Self.placeClasses(value), [inner])
  }

  private func column(_ value: Value) -> Markup {
    let isAuto = value["width"]?.string == "auto"
    return Self.box("div", isAuto ? "column auto" : "column", elements(value["items"]))
  }

  private func fact(_ value: Value) -> [Markup] {
    [
      Self.box("p", "text fact", CardMarkdown.nodes(value["title"]?.string ?? "")),
      Self.box("p", "text", CardMarkdown.nodes(value["value"]?.string ?? "")),
    ]
  }

  private func button(_ value: Value) -> Markup { Self.box("span", "button", [.text(value["title"]?.string ?? "")]) }

  private static func box(_ name: String, _ classes: String, _ children: [Markup]) -> Markup {
    .element(Markup.Element(name, [.init("class", classes)], children: children))
  }

  private static func word(_ value: Value, _ field: String, _ fallback: String) -> String {
    value[field]?.string?.lowercased() ?? fallback
  }

  private static func textClasses(_ value: Value) -> String {
    var classes = ["text", "size-" + word(value, "size", "default"), "color-" + word(value, "color", "default")]
    if value["isSubtle"] == .bool(true) { classes.append("subtle") }
    if word(value, "weight", "") == "bolder" { classes.append("bolder") }
    if word(value, "horizontalAlignment", "") == "right" { classes.append("right") }
    return classes.joined(separator: " ")
  }

  private static func containerClasses(_ value: Value) -> String {
    let style = word(value, "style", "default")
    return "container style-\(style)" + (value["bleed"] == .bool(true) ? " bleed" : "")
  }

  private static func placeClasses(_ value: Value) -> String {
    "place space-" + word(value, "spacing", "default") + (value["separator"] == .bool(true) ? " separator" : "")
  }

  private static let style = """
    :root { color-scheme: light dark; --back: #f5f5f5; --card: #ffffff; --ink: #242424; --subtle: #616161; --line: #d1d1d1; --good: #237b4b;
      --warning: #835c00; --attention: #c4314b; --accent: #5b5fc7; --emphasis: #f0f0f0; --goodback: #e7f2da; --badback: #fcf4f6;
      --warnback: #fbf6d9 }
    @media (prefers-color-scheme: dark) {
      :root { --back: #141414; --card: #292929; --ink: #ffffff; --subtle: #adadad; --line: #525252; --good: #92c353; --warning: #f8d22a;
        --attention: #f98494; --accent: #9ea2ff; --emphasis: #141414; --goodback: #0d2e0d; --badback: #3e1f25; --warnback: #3a2f00 }
    }
    body { margin: 0; padding: 16px; background: var(--back); color: var(--ink); font: 14px/1.4 "Segoe UI", Roboto, Arial, sans-serif }
    .card { max-width: 720px; margin: 0 auto; padding: 12px 16px 16px; background: var(--card); border: 1px solid var(--line);
      border-radius: 4px; overflow: hidden; overflow-wrap: anywhere }
    .place { padding-top: 8px }
    .card > .place:first-child, .container > .place:first-child, .column > .place:first-child { padding-top: 0 }
    .place.space-none { padding-top: 0 } .place.space-small { padding-top: 4px } .place.space-medium { padding-top: 16px }
    .place.space-large { padding-top: 24px }
    .place.separator { margin-top: 8px; border-top: 1px solid var(--line) }
    .text { margin: 0 }
    .size-small { font-size: 12px } .size-medium { font-size: 16px } .size-large { font-size: 18px } .size-extralarge { font-size: 24px }
    .bolder { font-weight: 600 } .right { text-align: right }
    .subtle { color: var(--subtle) } .color-good { color: var(--good) } .color-warning { color: var(--warning) }
    .color-attention { color: var(--attention) } .color-accent { color: var(--accent) }
    .container.style-emphasis { background: var(--emphasis) } .container.style-attention { background: var(--badback) }
    .container.style-good { background: var(--goodback) } .container.style-warning { background: var(--warnback) }
    .container[class*="style-"]:not(.style-default) { padding: 8px 12px }
    .container.bleed { margin: 0 -16px; padding-left: 16px !important; padding-right: 16px !important }
    .card > .place:first-child > .container.bleed { margin-top: -12px; padding-top: 12px }
    .columns { display: flex; gap: 12px } .column { flex: 1 1 0; min-width: 0 } .column.auto { flex: 0 0 auto }
    .facts { display: grid; grid-template-columns: minmax(90px, auto) 1fr; gap: 4px 12px } .fact { font-weight: 600 }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; padding-top: 16px }
    .button { padding: 5px 16px; border: 1px solid var(--line); border-radius: 4px; font-weight: 600 }
    """
}

/// The little of Markdown that cards are written in: `**bold**`, `[words](address)`, and what a backslash keeps as it is.
enum CardMarkdown {
  static func nodes(_ text: String) -> [Markup] {
    var nodes: [Markup] = []
    var words = ""
    var rest = text[...]
    func flush() {
      if !words.isEmpty { nodes.append(.text(words)) }
      words = ""
    }
    while let character = rest.first {
      if character == "\\", let next = rest.dropFirst().first, next.isPunctuation || next.isSymbol {
        words.append(next)
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("**"), let end = rest.dropFirst(2).firstRange(of: "**") {
        flush()
        nodes.append(.element(Markup.Element("strong", children: [.text(String(rest.dropFirst(2)[..<end.lowerBound]))])))
        rest = rest[end.upperBound...]
      } else if character == "\n" {
        flush()
        nodes.append(.element(Markup.Element("br")))
        rest = rest.dropFirst()
      } else {
        words.append(character)
        rest = rest.dropFirst()
      }
    }
    flush()
    return nodes
  }
}
