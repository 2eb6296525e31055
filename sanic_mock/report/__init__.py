"""What the ledger testifies of a server's clients: figures, tables, and what they are billed.

Sums are of all answers, exact over all workers (`ledger.counting`); what needs single answers looks
at those that are remembered. What nobody recorded is None, and says why; nothing is estimated in
its place. `findings` gathers, `figures` is the one table of what has a name, `usage` is the bill.
"""
