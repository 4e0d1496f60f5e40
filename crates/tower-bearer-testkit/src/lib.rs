//! tower-bearer-testkit
