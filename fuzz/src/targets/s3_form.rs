//! Forms that browsers post: all of their bytes.

use crate::with_door;

pub fn run(body: &[u8]) {
    with_door(|door| {
        let form = [("content-type", "multipart/form-data; boundary=b")];
        door.s3("POST", "/pail", &form, body);
        let whole = [
            b"--b\r\nContent-Disposition: form-data; name=\"key\"\r\n\r\nk\r\n--b\r\n",
            body,
        ];
        door.s3("POST", "/pail", &form, &whole.concat());
    });
}
