//! What in a story the description of the API can't derive: values of reasons, each a number or an object with one key.

use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::schema::{ArrayBuilder, OneOfBuilder, Schema, SchemaType, Type};

/// Of the values of a reason on the wire.
pub(crate) fn values_schema() -> Schema {
    let number = ObjectBuilder::new().schema_type(SchemaType::Type(Type::Number));
    let one = ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Number, Type::String]));
    let typed = ObjectBuilder::new().max_properties(Some(1)).additional_properties(Some(Schema::Object(one.build())));
    ArrayBuilder::new().items(OneOfBuilder::new().item(number).item(typed)).into()
}
