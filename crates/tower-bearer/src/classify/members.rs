//! What the members of JSON answers and the elements of XML answers are for, by their names.

/// What a member's text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// For programs: one word. If it is several words, they are for people.
    Code,
    /// For people; if it is one word, for programs: `"error": "invalid_token"`.
    Either,
    /// For people.
    Message,
    /// Nothing in it is about the refusal: an echo of the request, a link, a trace.
    Skip,
    /// Nobody knows; it is read where nothing better is.
    Unknown,
}

/// Names as they are compared: letters and digits alone, in lower case, and no more than this.
pub(super) const NAME_MAX: usize = 24;

#[rustfmt::skip]
pub(super) fn role(name: &[u8]) -> Role {
    match name {
        b"code" | b"errorcode" | b"errcode" | b"errcod" | b"errorid" | b"errortype" | b"type" | b"id" | b"name" | b"status" | b"statuscode" | b"statustext" | b"messageid" | b"messagekey" | b"messagecode"
        | b"category" | b"tag" | b"kind" | b"key" | b"slug" | b"errorsubcode" | b"subcode" | b"serviceerrorcode" | b"faultcode" | b"internalcode" | b"reasoncode" | b"subtype" | b"rule"
        | b"errorkey" | b"errorname" | b"exception" | b"exceptiontype" | b"cod" | b"class" | b"resultcode" | b"typename" | b"errno" | b"state" | b"errornum" | b"apperrorcode" | b"msgcode" | b"responsecode" | b"returncode" | b"retcode" | b"ecode" | b"symbol" | b"label"
            => Role::Code,
        b"error" | b"errors" | b"err" | b"reason" | b"reasons" | b"fault" | b"cause" | b"result" | b"errorreason" | b"autherror" | b"nonfielderrors" | b"base" | b"authorization" | b"token" | b"exp" | b"nbf" | b"iat" | b"failure"
            => Role::Either,
        b"message" | b"messages" | b"errordescription" | b"errormessage" | b"errormsg" | b"errmsg" | b"detail" | b"details" | b"msg" | b"msgs" | b"description" | b"desc" | b"errorsummary" | b"summary"
        | b"faultstring" | b"title" | b"statusmessage" | b"usermessage" | b"developermessage" | b"internalmessage" | b"errordetail" | b"errordetails" | b"errormessages" | b"exceptionmessage" | b"localizedmessage" | b"userfriendlymessage" | b"messagetext"
        | b"text" | b"info" | b"information" | b"note" | b"explanation" | b"response" | b"responsemessage" | b"resultmessage" | b"fullmessage" | b"longmessage" | b"shortmessage" | b"body" | b"debugmessage" | b"errordesc" | b"errorinfo" | b"data" | b"extendedmessage" | b"mensaje" | b"mensagem" | b"nachricht" | b"meldung" | b"reasonphrase" | b"content" | b"notice" | b"problem" | b"diagnostics" | b"display"
        | b"message1" | b"resultmsg" | b"retmsg" | b"returnmsg" | b"systemmessage" | b"humanmessage" | b"friendlymessage" | b"publicmessage" | b"clientmessage" | b"errormsgs" | b"errorstring" | b"errortext" | b"authmessage" | b"stringcode" | b"errortitle" | b"additionalunsuccessfulcr" | b"hint"
            => Role::Message,
        b"request" | b"headers" | b"stack" | b"stacktrace" | b"trace" | b"debug" | b"path" | b"instance" | b"url" | b"uri" | b"href" | b"link" | b"links" | b"docs" | b"docurl" | b"documentation" | b"documentationurl" | b"documentationlink" | b"moreinfo" | b"help" | b"helpurl" | b"requestid" | b"timestamp" | b"hints" | b"suggestion" | b"params" | b"args" | b"input" | b"schema" | b"method" | b"host" | b"hostid" | b"traceid" | b"requestpath" | b"query" | b"version" | b"apiversion" | b"ctx" | b"errorurl" | b"erroruri" | b"infourl" | b"supporturl" | b"contact" | b"email" | b"www" | b"domain" | b"service" | b"resource" | b"date" | b"time"
            => Role::Skip,
        _ => Role::Unknown,
    }
}
