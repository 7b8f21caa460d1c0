import PanelSimulation
let args = CommandLine.arguments
let row = SimulatedRow.all.first { $0.name == args[1] }!
var figures = PanelTorture()
let clock = ContinuousClock()
let begun = clock.now
do {
  for seed in UInt64(args[2])!..<UInt64(args[2])!+UInt64(args[4])! { try figures.run(row, seed: seed, faults: Int(args[3])!) }
} catch { print(error) }
print(row.name, figures, clock.now - begun)
