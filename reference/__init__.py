"""The mathematics of the homeworks: one module for each network; every public function is one named quantity."""
