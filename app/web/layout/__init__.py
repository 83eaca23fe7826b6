"""What every page shares: the frame, the macros, the plain words for states and clocks. It knows no surface."""
