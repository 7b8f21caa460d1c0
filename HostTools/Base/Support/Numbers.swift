// Numbers in a form for people. Must never depend on the user's locale, so that output can be compared.

extension BinaryInteger {
  /// With commas between groups of thousands: 70,000.
  public var grouped: String {
    let digits = String(magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return self < 0 ? "-" + text : text
  }
}

extension Double {
  /// Rounded to `places` digits after the point.
  public func formatted(places: Int) -> String {
    var scale: Int64 = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((magnitude * Double(scale)).rounded())
    var fraction = String(scaled % scale)
    while fraction.count < places { fraction = "0" + fraction }
    return (self < 0 && scaled != 0 ? "-" : "") + String(scaled / scale) + (places > 0 ? "." + fraction : "")
  }
}

extension String {
  public func padded(to width: Int) -> String {
    count >= width ? self : self + String(repeating: " ", count: width - count)
  }

  public func leftPadded(to width: Int, with filler: Character = " ") -> String {
    count >= width ? self : String(repeating: filler, count: width - count) + self
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
