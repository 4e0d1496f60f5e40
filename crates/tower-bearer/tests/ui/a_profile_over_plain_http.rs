use tower_bearer::ApiProfile;

const ACME: ApiProfile = ApiProfile::new("Acme", &["http://api.acme.example"]);

fn main() {
    let _ = ACME;
}
