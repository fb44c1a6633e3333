package import CEL

/// A card that is ready to be filled in.
package struct CardTemplate: Sendable {
  package let name: String
  /// The variables of the environment that it reads.
  package let variables: Set<String>
  private let root: CardNode
  private let variableCount: Int

  init(name: String, root: CardNode, variableCount: Int) {
    self.variableCount = variableCount
    self.name = name
    self.root = root
    variables = root.variables.subtracting(TemplateReader.variables.map(\.0))
  }

  /// The card as a JSON value, keys in the order of the file.
  package func render(_ scope: any Scope, for reader: TemplateReader = TemplateReader()) throws(RenderError) -> Value {
    var expander = CardExpander()
    return try expander.value(of: root, Frame(scope, outerCount: variableCount).adding(reader.values)) ?? .null
  }
}
