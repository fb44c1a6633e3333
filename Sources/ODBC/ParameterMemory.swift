#if ODBC
  import CODBC

  /// Keeps what is bound to a statement where it is: the driver reads it when the statement runs.
  final class ParameterMemory {
    private var places: [UnsafeMutableRawPointer] = []
    private var lengths: [UnsafeMutablePointer<SQLLEN>] = []

    deinit {
      for place in places { place.deallocate() }
      for length in lengths { length.deallocate() }
    }

    /// - Returns: whether the driver took it.
    func bind(_ parameter: ODBCParameter, _ number: Int, _ statement: SQLHANDLE?) -> Bool {
      switch parameter {
      case .null: return bind(number, statement, Int16(SQL_C_CHAR), Int16(SQL_VARCHAR), 1, 0, [0], length: SQLLEN(SQL_NULL_DATA))
      case .text(let text):
        let units = Array(text.utf16)
        if units.allSatisfy({ $0 < 0x80 }) {
          let bytes = Array(text.utf8)
          return bind(
            number, statement, Int16(SQL_C_CHAR), Int16(SQL_VARCHAR), SQLULEN(max(1, bytes.count)), 0, bytes, length: SQLLEN(bytes.count))
        }
        let bytes = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        return bind(number, statement, Int16(SQL_C_WCHAR), -9, SQLULEN(units.count), 0, bytes, length: SQLLEN(bytes.count))
      case .int(let value): return bind(number, statement, Int16(SQL_C_SBIGINT), Int16(SQL_BIGINT), 19, 0, value)
      case .double(let value): return bind(number, statement, Int16(SQL_C_DOUBLE), Int16(SQL_DOUBLE), 15, 0, value)
      case .bool(let value): return bind(number, statement, Int16(SQL_C_BIT), Int16(SQL_BIT), 1, 0, UInt8(value ? 1 : 0))
      case .date(let year, let month, let day):
        let date = SQL_DATE_STRUCT(year: SQLSMALLINT(year), month: SQLUSMALLINT(month), day: SQLUSMALLINT(day))
        return bind(number, statement, Int16(SQL_C_TYPE_DATE), Int16(SQL_TYPE_DATE), 10, 0, date)
      case .timestamp(let year, let month, let day, let hour, let minute, let second):
        let time = SQL_TIMESTAMP_STRUCT(
          year: SQLSMALLINT(year), month: SQLUSMALLINT(month), day: SQLUSMALLINT(day), hour: SQLUSMALLINT(hour),
          minute: SQLUSMALLINT(minute),
          second: SQLUSMALLINT(second), fraction: 0)
        return bind(number, statement, Int16(SQL_C_TYPE_TIMESTAMP), Int16(SQL_TYPE_TIMESTAMP), 19, 0, time)
      }
    }

    private func bind<T>(
      _ number: Int, _ statement: SQLHANDLE?, _ cType: Int16, _ sqlType: Int16, _ size: SQLULEN, _ digits: Int16, _ value: T
    ) -> Bool {
      let place = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<T>.size, alignment: MemoryLayout<T>.alignment)
      place.storeBytes(of: value, as: T.self)
      return bind(number, statement, cType, sqlType, size, digits, place, SQLLEN(MemoryLayout<T>.size))
    }

    private func bind(
      _ number: Int, _ statement: SQLHANDLE?, _ cType: Int16, _ sqlType: Int16, _ size: SQLULEN, _ digits: Int16, _ bytes: [UInt8],
      length: SQLLEN
    ) -> Bool {
      let place = UnsafeMutableRawPointer.allocate(byteCount: max(2, bytes.count), alignment: 8)
      place.copyMemory(from: bytes, byteCount: bytes.count)
      return bind(number, statement, cType, sqlType, size, digits, place, length)
    }

    private func bind(
      _ number: Int, _ statement: SQLHANDLE?, _ cType: Int16, _ sqlType: Int16, _ size: SQLULEN, _ digits: Int16,
      _ place: UnsafeMutableRawPointer, _ length: SQLLEN
    ) -> Bool {
      let lengthPlace = UnsafeMutablePointer<SQLLEN>.allocate(capacity: 1)
      lengthPlace.pointee = length
      places.append(place)
      lengths.append(lengthPlace)
      let code = SQLBindParameter(
        statement, SQLUSMALLINT(number), SQLSMALLINT(SQL_PARAM_INPUT), cType, sqlType, size, digits, place, max(0, length), lengthPlace)
      return code == SQL_SUCCESS || code == SQL_SUCCESS_WITH_INFO
    }
  }
#endif
