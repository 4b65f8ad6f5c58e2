import Testing

@testable import MultiTask

@Suite struct BipartiteMatchingTests {
    @Test func aGreedyChoiceIsTakenBackWhereThatGivesMore() {
        // 0 would take a, 1 only knows a; 0 must move on to b.
        let matching = BipartiteMatching(edges: [[0, 1], [0]], order: [0, 1], rightCount: 2)
        #expect(matching.count == 2)
        #expect(matching.partner == [1, 0])
    }

    @Test func asGreatAsTryingEverything() {
        var generator = SplitMix(seed: 9)
        for _ in 0..<200 {
            let edges = (0..<6).map { _ in (0..<6).filter { _ in Int.random(in: 0..<4, using: &generator) == 0 } }
            let matching = BipartiteMatching(edges: edges, order: Array(0..<6), rightCount: 6)
            #expect(matching.count == greatest(edges, from: 0, taken: []))
            for (right, left) in matching.partner.enumerated() where left >= 0 { #expect(edges[left].contains(right)) }
        }
    }

    private func greatest(_ edges: [[Int]], from left: Int, taken: Set<Int>) -> Int {
        guard left < edges.count else { return 0 }
        return edges[left].filter { !taken.contains($0) }
            .map { 1 + greatest(edges, from: left + 1, taken: taken.union([$0])) }
            .reduce(greatest(edges, from: left + 1, taken: taken), max)
    }
}
