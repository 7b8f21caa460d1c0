// The workflow files for GitHub, as far as they can be judged without it: PyYAML reads them, bash their scripts, and
// the project's files that they name exist. Must never take that for a proof that they run.

import Foundation
import Support
import TestSupport
import Testing

@Suite struct WorkflowTests {
  /// PyYAML comes with esptool.
  private static let script = """
    import json, sys, yaml
    with open(sys.argv[1], encoding="utf-8") as file:
        workflow = yaml.safe_load(file)
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    print(json.dumps({
        "runs": [step["run"] for step in steps if "run" in step],
        "uses": [step["uses"] for step in steps if "uses" in step],
        "withKey": [step["run"] for step in steps if "secrets." in json.dumps(step)],
        "permissions": workflow["permissions"],
    }))
    """

  private struct Workflow: Decodable {
    let runs: [String]
    let uses: [String]
    let withKey: [String]
    let permissions: [String: String]
  }

  @Test(arguments: [("tests", "./test", 0), ("release", "Board/ESP32/release", 1)])
  func aWorkflowRunsWhatTheProjectHas(name: String, command: String, secrets: Int) throws {
    let path = "\(RealDigits.root)/.github/workflows/\(name).yml"
    let text = String(decoding: try Files.read(path), as: UTF8.self)
    #expect(text.hasPrefix("# ") && text.contains("\n# Unproven: "))
    let result = try ChildProcess.run(RealDigits.root + "/.build-esptool/python3", ["-c", Self.script, path])
    try #require(result.status == 0, "\(result.errors)")
    let workflow = try JSONDecoder().decode(Workflow.self, from: Data(result.output.utf8))
    #expect(workflow.runs.contains { $0.contains(command) } && Files.exists("\(RealDigits.root)/\(command)"))
    #expect(workflow.permissions == ["contents": "read"])
    #expect(workflow.uses.allSatisfy { $0.wholeMatch(of: /actions\/[a-z-]+@v\d+/) != nil }, "\(workflow.uses)")
    // What has the key in its environment starts no other program.
    #expect(workflow.withKey.count == secrets)
    for script in workflow.withKey { #expect(script.wholeMatch(of: /umask 077\n\[.*\] \|\| printf .*\n/) != nil) }
    for script in workflow.runs {
      let judged = try ChildProcess.run("bash", ["-n", "-c", script])
      #expect(judged.status == 0 && judged.errors.isEmpty, "\(judged.errors)")
    }
  }
}
