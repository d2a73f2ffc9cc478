internal import MirrorBase
internal import MirrorEngine

extension ProofMatrix {
    /// The matrix as JSON, a cell a line (docs/reference/prove-json.md).
    func json() -> String {
        JSONText.document { json in
            json.field("distro", distro)
            json.field("arch", architecture)
            json.field("client", client)
            json.objects("baselines", baselines, indent: 1) { json, baseline in
                json.field("name", baseline.name)
                json.field("packages", baseline.packages)
                json.field("unknown", baseline.unknown)
            }
            json.objects("cells", cells, indent: 1) { json, cell in
                cell.write(to: &json)
            }
        }
    }
}

extension ProofMatrix.Cell {
    fileprivate func write(to json: inout JSONText) {
        json.field("wish", wish)
        json.field("kind", kind.rawValue)
        json.field("baseline", baseline)
        json.field("result", result.rawValue)
        json.field("fails", isFailure)
        json.field("present", isPresent)
        json.field("installs", installs)
        json.objects("upgrades", upgrades) { json, change in
            json.field("package", change.package)
            json.field("replaces", change.replaces)
        }
        json.field("removes", removes)
        json.field("reason", reason)
        json.field("held-by", heldBy)
        json.field("lock-step", lockStep)
    }
}
