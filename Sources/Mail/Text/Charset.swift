import Glibc

/// Bytes to text, by the charset that a mail names: what it names wrongly, or not at all, is read as UTF-8 where it is UTF-8, else as
/// Windows' Latin 1. Never fails; what makes no sense becomes U+FFFD.
enum Charset {
  /// A header line that is not ASCII says no charset.
  static func headerText(_ bytes: [UInt8]) -> String { guessed(bytes) }

  static func text(_ bytes: [UInt8], charset: String?) -> String {
    let name = canonical(charset ?? "")
    switch name {
    case "utf-8":
      return String(decoding: bytes, as: UTF8.self)
    case "":
      return guessed(bytes)
    case "windows-1252":
      return windows1252(bytes)
    default:
      return converted(bytes, from: name) ?? guessed(bytes)
    }
  }

  private static func guessed(_ bytes: [UInt8]) -> String {
    if looksLikeISO2022(bytes), let text = converted(bytes, from: "ISO-2022-JP-2") { return text }
    return String(validating: bytes, as: UTF8.self) ?? windows1252(bytes)
  }

  /// ESC $ or ESC ( begins another character set.
  private static func looksLikeISO2022(_ bytes: [UInt8]) -> Bool {
    guard let escape = bytes.firstIndex(of: 0x1B), escape + 1 < bytes.count else { return false }
    return bytes[escape + 1] == UInt8(ascii: "$")
  }

  /// The name under which the C library knows it; empty where it says nothing. Mails name subsets for what they really hold.
  private static func canonical(_ name: String) -> String {
    let name = ASCII.lowered(name)
    switch name {
    case "", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "unknown", "default", "binary", "8bit", "7bit": return ""
    case "utf-8", "utf8", "utf-8-mac", "unicode-1-1-utf-8": return "utf-8"
    case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "windows-1252", "cp1252", "cp-1252", "ansi_x3.110-1983", "x-ansi":
      return "windows-1252"
    case "gb2312", "gbk", "gb_2312-80", "x-gbk", "cp936", "csgb2312", "euc-cn": return "GB18030"
    case "big5", "x-big5", "cp950", "csbig5": return "BIG5-HKSCS"
    case "ks_c_5601-1987", "ks_c_5601", "euc-kr", "cp949", "korean", "ksc5601": return "CP949"
    case "shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j", "ms_kanji", "cp932": return "CP932"
    case "iso-2022-jp", "iso-2022-jp-ms", "cp50220", "cp50221", "csiso2022jp": return "ISO-2022-JP-2"
    case "iso-8859-9", "latin5": return "WINDOWS-1254"
    case "iso-8859-11", "tis-620", "windows-874": return "CP874"
    case "unicode-1-1-utf-7", "utf-7", "x-unicode-1-1-utf-7": return "UTF-7"
    case "macintosh", "x-mac-roman", "mac": return "MACINTOSH"
    case "iso-8859-8-i": return "ISO-8859-8"
    case "koi8", "koi8-r", "cskoi8r": return "KOI8-R"
    default: return name.utf8.count <= nameBytesMax && name.utf8.allSatisfy(isNameByte) ? name.uppercased() : ""
    }
  }

  private static let nameBytesMax = 40

  /// Above all no slash: what follows two of them are orders to the C library.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: ":")
  }

  /// Nil where the library does not know the charset.
  private static func converted(_ bytes: [UInt8], from charset: String) -> String? {
    guard let descriptor = iconv_open("UTF-8", charset), descriptor != iconv_t(bitPattern: -1) else { return nil }
    defer { iconv_close(descriptor) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 2)
    var chunk = [CChar](repeating: 0, count: 4_096)
    let total = input.count
    input.withUnsafeMutableBufferPointer { source in
      chunk.withUnsafeMutableBufferPointer { target in
        var next = source.baseAddress
        var left = total
        while left > 0 {
          var out = target.baseAddress
          var room = target.count
          let ended = iconv(descriptor, &next, &left, &out, &room)
          let reason = errno
          result += target[..<(target.count - room)].map { UInt8(bitPattern: $0) }
          if ended != -1 { break }
          if reason == E2BIG && room < target.count { continue }
          // A byte that makes no sense here, or half a character at the end.
          result += replacement
          next = next?.advanced(by: 1)
          left -= 1
        }
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]

  private static func windows1252(_ bytes: [UInt8]) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in bytes {
      let code = byte >= 0x80 && byte < 0xA0 ? upperControls[Int(byte - 0x80)] : UInt32(byte)
      scalars.append(Unicode.Scalar(code) ?? "\u{FFFD}")
    }
    return String(scalars)
  }

  /// What Windows has in the places of the C1 control characters.
  private static let upperControls: [UInt32] = [
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178,
  ]
}
