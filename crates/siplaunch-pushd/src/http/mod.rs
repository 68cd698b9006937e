//! The HTTP face: pushes, devices, health, metrics.
