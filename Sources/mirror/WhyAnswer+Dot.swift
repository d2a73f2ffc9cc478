internal import CommandLineKit
internal import MirrorQuestions

extension WhyAnswer {
    /// The ways, or the whole tree, as a graph for Graphviz: from wishes to the packages that were meant.
    func dot(hasTree: Bool) -> String {
        var nodes: [Int] = []
        var seen: Set<Int> = []
        var lines: [String] = []
        var written: Set<String> = []
        var wishes: Set<String> = []
        func node(_ wish: String) -> String {
            let node = WhyAnswer.quoted("wish \(wish)")
            wishes.insert(node)
            return node
        }
        func add(_ node: Int) {
            if seen.insert(node).inserted { nodes.append(node) }
        }
        func add(_ line: String) {
            if written.insert(line).inserted { lines.append(line) }
        }
        func add(_ step: Step) {
            add(step.from)
            add(step.to)
            let label = WhyAnswer.quoted(WhyText.dependency(step))
            let style = step.kind.isWeak ? ", style=dashed" : ""
            add("p\(step.from) -> p\(step.to) [label=\(label)\(style)]")
        }
        for finding in findings {
            add(finding.package)
            for (place, labels) in finding.treeWishes.sorted(by: { $0.key < $1.key }) {
                add(place)
                for wish in labels { add("\(node(wish)) -> p\(place)") }
            }
            for step in finding.tree { add(step) }
            if hasTree { continue }
            for origin in finding.origins {
                for chain in origin.chains {
                    add(chain.first)
                    let style = origin.isChosen ? " [style=dashed, label=\"chosen\"]" : ""
                    add("\(node(origin.wish)) -> p\(chain.first)\(style)")
                    for step in chain.steps { add(step) }
                }
            }
        }
        let asked = Set(findings.map(\.package))
        var text = "digraph why {\n  rankdir=LR\n  node [shape=box]\n"
        for wish in wishes.sorted() { text += "  \(wish) [shape=ellipse]\n" }
        for node in nodes {
            let package = packages[node]
            let label = WhyAnswer.quoted(
                "\(package.name)\n\(package.version) \(package.architecture)")
            text += "  p\(node) [label=\(label)\(asked.contains(node) ? ", style=bold" : "")]\n"
        }
        for line in lines { text += "  \(line)\n" }
        return text + "}\n"
    }

    /// A text as Graphviz reads it: only quotes and backslashes mean something in quotes.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for character in text {
            switch character {
            case "\"", "\\": result += "\\\(character)"
            case "\n": result += "\\n"
            default: result += DisplayWidth.visible(String(character))
            }
        }
        return result + "\""
    }
}
