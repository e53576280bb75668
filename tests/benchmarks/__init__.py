"""Benchmarks: ratios of interleaved measurements in one run, since machines are noisy. Not part of the tests."""
