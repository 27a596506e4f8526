//! Server-Sent Events (WHATWG HTML, 9.2) as they come off a connection: ids and data, nothing else of the format.

use std::io::{self, BufRead, Read};

use domain::limits::CLIENT_EVENT_BYTES_MAX;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServerEvent {
    pub name: Option<String>,
    pub data: String,
}

/// Reads events until the connection ends.
pub struct Events<R> {
    reader: R,
    last_id: Option<String>,
}

impl<R: BufRead> Events<R> {
    pub fn new(reader: R) -> Events<R> {
        Events { reader, last_id: None }
    }

    /// The last id that was sent, also without an event: where to go on.
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// One line without its end. `None`: the connection ended.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = (&mut self.reader).take(CLIENT_EVENT_BYTES_MAX as u64).read_until(b'\n', &mut line)?;
        match line.last() {
            None => Ok(None),
            Some(b'\n') => {
                line.pop();
                line.pop_if(|byte| *byte == b'\r');
                Ok(Some(String::from_utf8_lossy(&line).into_owned()))
            }
            Some(_) if read == CLIENT_EVENT_BYTES_MAX => Err(io::Error::other("an event is too large")),
            // A line that was broken off is none.
            Some(_) => Ok(None),
        }
    }

    fn event(&mut self) -> io::Result<Option<ServerEvent>> {
        let (mut name, mut data, mut bytes) = (None, None::<String>, 0);
        while let Some(line) = self.line()? {
            bytes += line.len();
            if bytes > CLIENT_EVENT_BYTES_MAX {
                return Err(io::Error::other("an event is too large"));
            }
            if line.is_empty() {
                match data.take() {
                    Some(data) => return Ok(Some(ServerEvent { name, data })),
                    None => (name, bytes) = (None, 0),
                }
                continue;
            }
            let (field, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "data" => match &mut data {
                    Some(data) => data.extend(["\n", value]),
                    None => data = Some(value.to_owned()),
                },
                "event" => name = Some(value.to_owned()),
                "id" => self.last_id = Some(value.to_owned()),
                // A comment (no field name), `retry`, or what this client does not know.
                _ => {}
            }
        }
        Ok(None)
    }
}

impl<R: BufRead> Iterator for Events<R> {
    type Item = io::Result<ServerEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        self.event().transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<ServerEvent>, Option<String>) {
        let mut events = Events::new(text.as_bytes());
        let read = events.by_ref().map(Result::unwrap).collect();
        (read, events.last_id().map(str::to_owned))
    }

    #[test]
    fn events_come_one_by_one() {
        let text = ": hello\nid: 3-1\nevent: org.wardroom.acknowledged\ndata: {\"a\":\ndata: 1}\n\n\ndata: x\r\n\r\n";
        let (events, last_id) = read(text);
        let name = Some("org.wardroom.acknowledged".to_owned());
        assert_eq!(events[0], ServerEvent { name, data: "{\"a\":\n1}".to_owned() });
        assert_eq!(events[1], ServerEvent { name: None, data: "x".to_owned() });
        assert_eq!((events.len(), last_id.as_deref()), (2, Some("3-1")));
    }

    #[test]
    fn an_id_without_an_event_counts() {
        assert_eq!(read("id: 7\nretry: 2000\n\n"), (vec![], Some("7".to_owned())));
    }

    #[test]
    fn what_is_broken_off_is_no_event() {
        assert_eq!(read("data: x\n\ndata: y"), read("data: x\n\n"));
        assert_eq!(read("data: y\n").0, []);
    }

    #[test]
    fn an_endless_line_is_refused() {
        let endless = io::BufReader::new(io::repeat(b'x'));
        assert!(Events::new(endless).next().unwrap().is_err());
    }
}
