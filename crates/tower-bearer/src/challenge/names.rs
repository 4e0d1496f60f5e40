use std::collections::HashSet;

/// The names of a challenge's parameters. Few are compared with each other; many are looked up, so that each costs the same.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

/// More parameters than this are many.
const FEW: usize = 8;

// ===== impl Names =====

impl Names {
    /// Whether one of `params`, which are those so far, has this name too. Asked once for each that comes.
    pub(super) fn is_repeated(&mut self, name: &str, params: &[(String, String)]) -> bool {
        if params.len() < FEW {
            return params.iter().any(|(other, _)| other == name);
        }
        if self.0.is_empty() {
            self.0.extend(params.iter().map(|(name, _)| name.clone()));
        }
        !self.0.insert(name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_name_is_seen_however_many_there_are() {
        for count in 1..3 * FEW {
            let (mut names, mut params) = (Names::default(), Vec::new());
            for number in 0..count {
                let name = format!("p{number}");
                assert!(!names.is_repeated(&name, &params), "{name} of {count}");
                params.push((name, String::new()));
            }
            for (name, _) in &params {
                assert!(names.is_repeated(name, &params), "{name} of {count}");
            }
        }
    }
}
