//! tower-bearer-profiles
