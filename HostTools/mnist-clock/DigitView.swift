// Single digits as people see them: ink dark on white, in characters and as pictures.
// Must never change a pixel.

import Digits
import Pictures
import Support

func inCharacters(_ pictures: [GreyPicture], perRow: Int, width: Int) -> String {
  let hasGreys = Terminal.outputIsTerminal && Terminal.hasColours
  let lines = TerminalPicture.draw(pictures, TerminalLayout(perRow: perRow, width: width), hasGreys: hasGreys)
  return lines.joined(separator: "\n") + "\n"
}

/// On white paper, as people see it.
func seen(_ image: [UInt8]) -> GreyPicture {
  GreyPicture(width: DigitSet.side, height: DigitSet.side, pixels: image.map { 255 - $0 })
}

func enlarged(_ image: [UInt8]) -> GreyPicture {
  let (factor, small) = (5, seen(image))
  var large = GreyPicture(width: DigitSet.side * factor, height: DigitSet.side * factor, fill: 255)
  for y in 0..<large.height {
    for x in 0..<large.width { large[x, y] = small[x / factor, y / factor] }
  }
  return large
}
