import CLibPQ

/// The parameters of one call as libpq takes them: types, and binary values in one piece of memory.
struct ParameterBuffer {
  /// The protocol counts parameters in 16 bits.
  static let parametersMax = 65_535
  /// A bound on what one call sends; a batch that is larger belongs in several.
  static let bytesMax = 256 << 20

  private(set) var types: [Oid] = []
  /// Starts with one byte of nobody's, so that a value of no bytes has an address (no address would mean NULL).
  private var bytes: [UInt8] = [0]
  /// Where each value lies in `bytes`; nil is NULL.
  private var places: [Range<Int>?] = []

  init(_ parameters: [Parameter]) throws(PostgresError) {
    guard parameters.count <= Self.parametersMax else {
      throw .misuse("\(parameters.count) parameters, at most \(Self.parametersMax)")
    }
    types.reserveCapacity(parameters.count)
    places.reserveCapacity(parameters.count)
    bytes.reserveCapacity(parameters.reduce(1) { $0 + $1.bytesAbout })
    for parameter in parameters {
      let start = bytes.count
      let type = try bytes.appendBinary(parameter)
      types.append(type.oid)
      places.append(type.isNull ? nil : start..<bytes.count)
      guard bytes.count <= Self.bytesMax else { throw .misuse("parameters of more than \(Self.bytesMax) bytes") }
    }
  }

  /// What `PQsendQueryPrepared` and `PQsendQueryParams` take: count, values, lengths, formats; valid during the call.
  func withArguments<R>(
    _ send: (Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> R
  ) -> R {
    bytes.withUnsafeBytes { memory in
      let values = places.map { place -> UnsafePointer<CChar>? in
        guard let place, let base = memory.baseAddress else { return nil }
        return (base + place.lowerBound).assumingMemoryBound(to: CChar.self)
      }
      let lengths = places.map { Int32($0?.count ?? 0) }
      let formats = [Int32](repeating: 1, count: places.count)
      return send(Int32(places.count), values, lengths, formats)
    }
  }
}
