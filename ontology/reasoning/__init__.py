"""Reasoning: Horn rules from axioms, what follows by them, and why."""
