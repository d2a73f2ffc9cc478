internal import MirrorBase
internal import MirrorEngine

extension ProofMatrix {
    /// The matrix as JSON, a cell a line (docs/reference/prove-json.md).
    func json() -> String {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.field("distro", distro)
        json.field("arch", architecture)
        json.field("client", client)
        json.key("baselines")
        json.beginArray()
        for baseline in baselines {
            json.breakLine(indent: 1)
            json.beginObject()
            json.field("name", baseline.name)
            json.field("packages", baseline.packages)
            json.field("unknown", baseline.unknown)
            json.endObject()
        }
        json.breakLine()
        json.endArray()
        json.key("cells")
        json.beginArray()
        for cell in cells {
            json.breakLine(indent: 1)
            cell.write(to: &json)
        }
        json.breakLine()
        json.endArray()
        json.endObject()
        return json.text + "\n"
    }
}

extension ProofMatrix.Cell {
    fileprivate func write(to json: inout JSONText) {
        json.beginObject()
        json.field("wish", wish)
        json.field("kind", kind.rawValue)
        json.field("baseline", baseline)
        json.field("result", result.rawValue)
        json.field("fails", isFailure)
        json.field("present", isPresent)
        json.field("installs", installs)
        json.key("upgrades")
        json.beginArray()
        for change in upgrades {
            json.beginObject()
            json.field("package", change.package)
            json.field("replaces", change.replaces)
            json.endObject()
        }
        json.endArray()
        json.field("removes", removes)
        json.field("reason", reason)
        json.field("held-by", heldBy)
        json.field("lock-step", lockStep)
        json.endObject()
    }
}
