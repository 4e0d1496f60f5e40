use super::super::members::Role;

/// Where a scalar stood.
pub(in super::super) struct Place<'p> {
    /// A JSON pointer (RFC 6901); empty for the root.
    pub(in super::super) pointer: &'p str,
    /// The name of the member that it belongs to, also through arrays; empty outside of any object.
    pub(in super::super) member: &'p str,
    /// What that member is for.
    pub(in super::super) role: Role,
    /// How many objects and arrays it is in.
    pub(in super::super) depth: usize,
}

/// The way from the root to where the walk is.
pub(super) struct Path {
    pointer: String,
    levels: Vec<Level>,
}

struct Level {
    is_object: bool,
    /// How long the pointer is without what this level adds.
    len: usize,
    /// Where the name of the member begins in the pointer, through arrays: start and end.
    member: (usize, usize),
    has_name: bool,
    role: Role,
    /// Whether it is within a member that is skipped, and whether its member now is one.
    is_within_skipped: bool,
    is_skipped: bool,
    position: usize,
}

// ===== impl Path =====

impl Path {
    pub(super) fn new() -> Self {
        Self {
            pointer: String::with_capacity(64),
            levels: Vec::with_capacity(8),
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.levels.len()
    }

    pub(super) fn open(&mut self, is_object: bool) {
        let (member, role) = self
            .levels
            .last()
            .map_or(((0, 0), Role::Message), |level| (level.member, level.role));
        let is_within_skipped = self.is_skipped();
        self.levels.push(Level {
            is_object,
            len: self.pointer.len(),
            member,
            has_name: false,
            role,
            is_within_skipped,
            is_skipped: is_within_skipped,
            position: 0,
        });
        if !is_object {
            self.pointer.push_str("/0");
        }
    }

    pub(super) fn close(&mut self) {
        if let Some(level) = self.levels.pop() {
            self.pointer.truncate(level.len);
        }
    }

    pub(super) fn next(&mut self) {
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        self.pointer.truncate(level.len);
        level.has_name = false;
        level.is_skipped = level.is_within_skipped;
        if !level.is_object {
            level.position += 1;
            self.pointer.push('/');
            self.pointer.push_str(&level.position.to_string());
        }
    }

    pub(super) fn wants_name(&self) -> bool {
        self.levels
            .last()
            .is_some_and(|level| level.is_object && !level.has_name)
    }

    pub(super) fn is_skipped(&self) -> bool {
        self.levels.last().is_some_and(|level| level.is_skipped)
    }

    pub(super) fn name(&mut self, name: &str, role: impl Fn(&str) -> Role) {
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        self.pointer.truncate(level.len);
        self.pointer.push('/');
        let start = self.pointer.len();
        if name.contains(['~', '/']) {
            self.pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
        } else {
            self.pointer.push_str(name);
        }
        level.member = (start, self.pointer.len());
        level.has_name = true;
        level.role = role(name);
        level.is_skipped = level.is_within_skipped || level.role == Role::Skip;
    }

    pub(super) fn place(&self) -> Place<'_> {
        let ((start, end), role) = self
            .levels
            .last()
            .map_or(((0, 0), Role::Message), |level| (level.member, level.role));
        Place {
            pointer: &self.pointer,
            member: self.pointer.get(start..end).unwrap_or_default(),
            role,
            depth: self.levels.len(),
        }
    }
}
