#if MongoDB
  package import CEL
  import MongoDB
  package import Source

  /// A collection of a MongoDB database as a source: documents that a filter fits.
  package actor MongoSource: Source {
    package nonisolated let name: String
    private nonisolated let address: String
    private nonisolated let collection: String
    private nonisolated let filter: @Sendable (SourceRequest) throws -> ValueMap
    private var connection: MongoConnection?

    /// More documents are no answer to keep in an instance.
    private static let documentsMax = 50_000

    /// - Parameters:
    ///   - address: `mongodb://…/DATABASE`; never shown.
    ///   - filter: from field to value; a list means one of its values.
    package init(name: String, address: String, collection: String, filter: @escaping @Sendable (SourceRequest) throws -> ValueMap) {
      (self.name, self.address, self.collection, self.filter) = (name, address, collection, filter)
    }

    package func ask(_ request: SourceRequest) async -> SourceOutcome {
      do {
        let filter = JSON.write(.map(Self.conditions(try filter(request))))
        let seconds = max(1, Int(request.timeoutSeconds))
        let connection = try connection ?? MongoConnection(address: address, limitSeconds: min(seconds, Self.answerSeconds))
        self.connection = connection
        let found = try await connection.find(
          collection, filter: filter, options: "{\"maxTimeMS\": \(seconds * 1_000)}", most: Self.documentsMax)
        let documents = try found.map { MongoValue.plain(try JSON.parse($0)) }
        return .answered(SourceAnswer(data: .list(documents), complete: true, rows: documents.count, pages: 1))
      } catch let error as MongoError {
        connection = nil
        return .failed(
          SourceFailure(
            text: error.isRefusal ? "\(name) was refused" : "\(name) cannot be asked now", detail: error.description,
            retry: error.isRefusal ? .never : .later(afterSeconds: nil)))
      } catch {
        return .failed(SourceFailure(text: "\(name) cannot be asked so", detail: "\(error)", retry: .never))
      }
    }

    /// A server that is silent for longer is gone.
    private static let answerSeconds = 60

    private static func conditions(_ filter: ValueMap) -> ValueMap {
      var conditions = ValueMap()
      for (key, value) in filter {
        let wanted = MongoValue.extended(value)
        if case .list = wanted { conditions[key.text] = ["$in": wanted] } else { conditions[key.text] = wanted }
      }
      return conditions
    }
  }

  /// Between extended JSON and values.
  enum MongoValue {
    /// Without wrappers: an object id is its text, a date an RFC 3339 text, a decimal a double.
    static func plain(_ value: Value) -> Value {
      switch value {
      case .list(let values): return .list(values.map(plain))
      case .map(let map):
        if map.count == 1, let wrapper = map.keys.first?.text, let inner = map.values.first, let bare = unwrapped(wrapper, inner) {
          return bare
        }
        return .map(ValueMap(uniqueKeys: map.keys, values: map.values.map(plain)))
      default: return value
      }
    }

    private static func unwrapped(_ wrapper: String, _ inner: Value) -> Value? {
      switch wrapper {
      case "$oid", "$symbol", "$date": inner.string.map { .string($0) } ?? plain(inner)
      case "$numberLong", "$numberInt": inner.string.flatMap { Int64($0) }.map { .int($0) }
      case "$numberDouble", "$numberDecimal": inner.string.flatMap { Double($0) }.map { .double($0) }
      default: nil
      }
    }

    /// As the driver reads it: a time is a date.
    static func extended(_ value: Value) -> Value {
      switch value {
      case .list(let values): .list(values.map(extended))
      case .timestamp(let time): ["$date": .string(time.description)]
      default: value
      }
    }
  }
#endif
