//! Which hosts there are. Those that a client reads as an address lead there by themselves.

/// The API's own, whatever is listed of them.
pub(super) const OF_API: [&str; 7] = [
    "api.example.com",
    "www.example.com",
    "a.b.example.com",
    "xn--bcher-kva.example",
    "localhost",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
];

/// Somebody else's.
pub(super) const OF_OTHERS: [&str; 15] = [
    "attacker.invalid",
    "www.attacker.invalid",
    "example.com",
    "mail.example.com",
    "eu.api.example.com",
    "notapi.example.com",
    "evil-api.example.com",
    "ap1.example.com",
    "notexample.com",
    "api.example.community",
    "api.example.com.attacker.invalid",
    "example.com.attacker.invalid",
    "127.0.0.1.attacker.invalid",
    "xn--pi-6kc.example.com",
    "bucher.example",
];

/// Addresses as nobody has to read them: a client that takes them for names gets the address that somebody else gives for them.
pub(super) const SPELLINGS: [&str; 6] = [
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "127.1",
    "0x7f.1",
    "127.0.0.01",
];
