// Numbers in a form for people. Must never depend on the user's locale, so that output can be compared, nor look at
// characters, for which a browser's page would need Unicode's tables.

extension BinaryInteger {
  /// With commas between groups of thousands: 70,000.
  public var grouped: String {
    let digits = String(magnitude).bytes
    var text: [UInt8] = self < 0 ? [UInt8(ascii: "-")] : []
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(UInt8(ascii: ",")) }
      text.append(digit)
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension Double {
  /// Rounded to `places` digits after the point.
  public func formatted(places: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let size = magnitude * Double(scale)
    // As `rounded` would, which is a function of libm on WebAssembly.
    let whole = size.rounded(.down)
    let scaled = Int64(whole) + (size - whole >= 0.5 ? 1 : 0)
    let fraction = String(scaled % scale).leftPadded(to: places, with: "0")
    return (self < 0 && scaled != 0 ? "-" : "") + String(scaled / scale) + (places > 0 ? "." + fraction : "")
  }
}

extension String {
  public func padded(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }

  /// For numbers: a letter and its accents count apart.
  /// - Parameter filler: of ASCII.
  public func leftPadded(to width: Int, with filler: Unicode.Scalar = " ") -> String {
    let bytes = bytes
    let missing = width - bytes.count { $0 & 0xC0 != 0x80 }
    guard missing > 0 else { return self }
    return String(decoding: [UInt8](repeating: UInt8(ascii: filler), count: missing) + bytes, as: UTF8.self)
  }

  /// In UTF-8. Not by `utf8`, which brings 4 KB more of the library into a page.
  public var bytes: [UInt8] {
    var text = self
    return text.withUTF8 { Array($0) }
  }
}

extension Int {
  /// Digits only: `Int.init` would accept a sign too, as in +5 and -0.
  public init?(decimal text: some StringProtocol) {
    guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
    self.init(text, radix: 10)
  }

  /// Without 0x.
  public init?(hexadecimal text: some StringProtocol) {
    guard text.unicodeScalars.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
    self.init(text, radix: 16)
  }
}
