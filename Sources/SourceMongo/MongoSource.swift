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
    /// Connections that nobody asks over now; as many are made as questions are asked at once, which the executor bounds.
    private var idle: [Idle] = []

    private struct Idle {
      var connection: MongoConnection
      /// For which time-out it was made: the driver cannot change it afterwards.
      var answerSeconds: Int
    }

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
        let documents = try await find(filter, seconds: max(1, Int(request.timeoutSeconds.rounded(.up)))).map {
          MongoValue.plain(try JSON.parse($0))
        }
        return .answered(SourceAnswer(data: .list(documents), complete: true, rows: documents.count, pages: 1))
      } catch let error as MongoError {
        return .failed(
          SourceFailure(
            text: error == .stopped ? "\(name) was stopped" : error.isRefusal ? "\(name) was refused" : "\(name) cannot be asked now",
            detail: error.description, retry: error.isRefusal ? .never : .later(afterSeconds: nil)))
      } catch {
        return .failed(SourceFailure(text: "\(name) cannot be asked so", detail: "\(error)", retry: .never))
      }
    }

    private func find(_ filter: String, seconds: Int) async throws -> [String] {
      let lent = try lend(seconds)
      let (question, answer) = (MongoQuestionName(), FirstWord<Result<[String], MongoError>>())
      let collection = collection
      // The driver blocks and cannot be interrupted, so whoever is stopped leaves it to its end, and the server is told.
      Task {
        do throws(MongoError) {
          let found = try await lent.connection.find(
            collection, filter: filter, options: "{\"maxTimeMS\": \(seconds * 1_000)}", most: Self.documentsMax, name: question)
          answer.say(.success(found))
        } catch {
          answer.say(.failure(error))
        }
      }
      let address = address
      let found = await withTaskCancellationHandler {
        await answer.heard()
      } onCancel: {
        answer.say(.failure(.stopped))
        if let session = question.stop() { Task { await Self.stop(session, at: address) } }
      }
      let documents = try found.get()
      idle.append(lent)
      return documents
    }

    private func lend(_ seconds: Int) throws(MongoError) -> Idle {
      if let place = idle.lastIndex(where: { $0.answerSeconds == seconds }) { return idle.remove(at: place) }
      let connection = try MongoConnection(
        address: address, reachSeconds: min(seconds, Self.reachSeconds), answerSeconds: seconds + Self.graceSeconds)
      return Idle(connection: connection, answerSeconds: seconds)
    }

    /// A server that is not found by then is not there.
    private static let reachSeconds = 30
    /// The server ends a question at its time-out by itself and says so; a silence beyond it means that the server is gone.
    private static let graceSeconds = 10

    /// Best effort, over a connection of its own: what the server cannot be told ends at the question's time-out.
    private static func stop(_ session: String, at address: String) async {
      do throws(MongoError) {
        try await MongoConnection(address: address, reachSeconds: stopSeconds, answerSeconds: stopSeconds).stop(session)
      } catch {}
    }

    private static let stopSeconds = 5

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
