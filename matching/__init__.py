"""What fits whom, where and when: pure values in, pure values out; the clock is an argument."""
