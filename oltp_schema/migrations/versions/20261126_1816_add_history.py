"""The tables of history."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "20261126_1816_add_history"
down_revision = "20261126_1815_history_schema"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a mistake is mended by the next migration."""
    op.create_table(
        "coupons",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column(
            "amount_off",
            sa.BigInteger(),
            nullable=True,
            comment="Amount that it takes off, in minor units of currency. Stripe: amount_off",
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency",  # noqa: E501
        ),
        sa.Column(
            "applies_to_products",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Ids of the products that it is limited to. Stripe: applies_to.products since 2020-03-02",
        ),
        sa.Column(
            "currency_options",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What it is in other currencies, kept whole. Stripe: currency_options since 2020-08-27",
        ),
        sa.Column(
            "duration",
            sa.Text(),
            nullable=True,
            comment="How long it holds: once, repeating or forever. Stripe: duration",
        ),
        sa.Column(
            "duration_in_months",
            sa.BigInteger(),
            nullable=True,
            comment="How many months a repeating one holds. Stripe: duration_in_months",
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "max_redemptions",
            sa.BigInteger(),
            nullable=True,
            comment="How often it can be redeemed in all. Stripe: max_redemptions",
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "name", sa.Text(), nullable=True, comment="What customers see it called. Stripe: name since 2018-05-21"
        ),
        sa.Column(
            "percent_off",
            sa.Numeric(precision=38, scale=12),
            nullable=True,
            comment="Percent that it takes off. Stripe: percent_off_precise since 2018-05-21 until 2018-05-21, percent_off",  # noqa: E501
        ),
        sa.Column(
            "redeem_by",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it can be redeemed last. Stripe: redeem_by",
        ),
        sa.Column(
            "times_redeemed",
            sa.BigInteger(),
            nullable=True,
            comment="How often it was redeemed. Stripe: times_redeemed",
        ),
        sa.Column("valid", sa.Boolean(), nullable=True, comment="Whether it can be redeemed now. Stripe: valid"),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was seen that Stripe has it no more",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_coupons_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_coupons")),
        schema="history",
        comment="Versions that the rows of oltp.coupons had. A coupon; a deleted one lives on in the discounts that it was given for.",  # noqa: E501
    )
    op.create_table(
        "customers",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column(
            "balance",
            sa.BigInteger(),
            nullable=True,
            comment="What the next invoice takes into account; negative is to the customer's good, in minor units of currency. Stripe: balance since 2019-05-16, account_balance until 2019-10-08",  # noqa: E501
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency that the customer is billed in, in lower case. Stripe: currency",
        ),
        sa.Column(
            "address",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Address, kept whole. Stripe: address since 2019-03-14",
        ),
        sa.Column(
            "address_city",
            sa.Text(),
            nullable=True,
            comment="City of the address. Stripe: address.city since 2019-03-14",
        ),
        sa.Column(
            "address_country",
            sa.Text(),
            nullable=True,
            comment="Country of the address, as two letters. Stripe: address.country since 2019-03-14",
        ),
        sa.Column(
            "address_line1",
            sa.Text(),
            nullable=True,
            comment="Street and number of the address. Stripe: address.line1 since 2019-03-14",
        ),
        sa.Column(
            "address_postal_code",
            sa.Text(),
            nullable=True,
            comment="Postal code of the address. Stripe: address.postal_code since 2019-03-14",
        ),
        sa.Column(
            "address_state",
            sa.Text(),
            nullable=True,
            comment="State or region of the address. Stripe: address.state since 2019-03-14",
        ),
        sa.Column(
            "business_name",
            sa.Text(),
            nullable=True,
            comment="Name of the business. Stripe: business_name since 2025-09-30.clover",
        ),
        sa.Column(
            "cash_balance",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Money of the customer that is held, kept whole. Stripe: cash_balance since 2020-08-27",
        ),
        sa.Column(
            "customer_account_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover",
        ),
        sa.Column(
            "default_source_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the default source, which has no table. Stripe: default_source",
        ),
        sa.Column(
            "delinquent",
            sa.Boolean(),
            nullable=True,
            comment="Whether the newest invoice that was charged is unpaid. Stripe: delinquent",
        ),
        sa.Column(
            "description",
            sa.Text(),
            nullable=True,
            comment="What the merchant wrote about the customer. Stripe: description",
        ),
        sa.Column(
            "discount",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="The discount of all the customer's payments, kept whole. Stripe: discount",
        ),
        sa.Column(
            "discount_coupon_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon",
        ),
        sa.Column(
            "discount_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the discount, which has no table. Stripe: discount",
        ),
        sa.Column("email", sa.Text(), nullable=True, comment="E-mail address. Stripe: email"),
        sa.Column(
            "individual_name",
            sa.Text(),
            nullable=True,
            comment="Name of the person. Stripe: individual_name since 2025-09-30.clover",
        ),
        sa.Column(
            "invoice_credit_balance",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What the next invoices take into account, by currency, in minor units. Stripe: invoice_credit_balance since 2020-08-27",  # noqa: E501
        ),
        sa.Column(
            "invoice_prefix",
            sa.Text(),
            nullable=True,
            comment="What numbers of the customer's invoices begin with. Stripe: invoice_prefix since 2018-02-06",
        ),
        sa.Column(
            "invoice_settings",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2018-11-08",
        ),
        sa.Column(
            "invoice_settings_default_payment_method_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The invoice settings default payment method, a row of payment_methods. Stripe: invoice_settings.default_payment_method since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "name", sa.Text(), nullable=True, comment="Name of the person or business. Stripe: name since 2019-03-14"
        ),
        sa.Column(
            "next_invoice_sequence",
            sa.BigInteger(),
            nullable=True,
            comment="Number of the next invoice, after the prefix. Stripe: next_invoice_sequence since 2020-03-02",
        ),
        sa.Column("phone", sa.Text(), nullable=True, comment="Phone number. Stripe: phone since 2019-03-14"),
        sa.Column(
            "preferred_locales",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Languages, the preferred one first. Stripe: preferred_locales since 2019-03-14",
        ),
        sa.Column(
            "shipping",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Whom and where it is shipped to, kept whole. Stripe: shipping",
        ),
        sa.Column(
            "shipping_address_country",
            sa.Text(),
            nullable=True,
            comment="Country that it is shipped to, as two letters. Stripe: shipping.address.country",
        ),
        sa.Column(
            "shipping_name", sa.Text(), nullable=True, comment="Name that it is shipped to. Stripe: shipping.name"
        ),
        sa.Column(
            "tax",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What Stripe Tax knows of the customer's place, kept whole. Stripe: tax since 2020-08-27",
        ),
        sa.Column(
            "tax_automatic_tax",
            sa.Text(),
            nullable=True,
            comment="Whether Stripe Tax can tell the customer's place. Stripe: tax.automatic_tax since 2020-08-27",
        ),
        sa.Column(
            "tax_exempt",
            sa.Text(),
            nullable=True,
            comment="Whether the customer pays tax: none, exempt or reverse. Stripe: tax_exempt since 2019-03-14",
        ),
        sa.Column(
            "tax_ip_address",
            sa.Text(),
            nullable=True,
            comment="IP address that tells the customer's place for taxes. Stripe: tax.ip_address since 2020-08-27",
        ),
        sa.Column(
            "tax_location_country",
            sa.Text(),
            nullable=True,
            comment="Country for taxes, as two letters. Stripe: tax.location.country since 2020-08-27",
        ),
        sa.Column(
            "test_clock_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27",
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was seen that Stripe has it no more",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_customers_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_customers")),
        schema="history",
        comment="Versions that the rows of oltp.customers had. A customer; a deleted one is a stub that no list returns.",  # noqa: E501
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column("status", sa.Text(), nullable=True, comment="Where it stands; Stripe's word. Stripe: status"),
        sa.Column(
            "amount",
            sa.BigInteger(),
            nullable=True,
            comment="What is disputed, in minor units of currency. Stripe: amount",
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency",  # noqa: E501
        ),
        sa.Column(
            "balance_transactions",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What it moved, each balance transaction whole. Stripe: balance_transactions",
        ),
        sa.Column(
            "charge_id", sa.Text(collation="C"), nullable=True, comment="The charge, a row of charges. Stripe: charge"
        ),
        sa.Column(
            "enhanced_eligibility_types",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Rules of networks that may decide it. Stripe: enhanced_eligibility_types since 2024-10-28.acacia",
        ),
        sa.Column(
            "evidence",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What the merchant said and sent about the payer, kept whole. Stripe: evidence",
        ),
        sa.Column(
            "evidence_details",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="State of the evidence, kept whole. Stripe: evidence_details",
        ),
        sa.Column(
            "evidence_details_due_by",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When evidence can be sent last. Stripe: evidence_details.due_by",
        ),
        sa.Column(
            "evidence_details_has_evidence",
            sa.Boolean(),
            nullable=True,
            comment="Whether evidence was sent or staged. Stripe: evidence_details.has_evidence",
        ),
        sa.Column(
            "evidence_details_past_due",
            sa.Boolean(),
            nullable=True,
            comment="Whether it was last sent too late. Stripe: evidence_details.past_due",
        ),
        sa.Column(
            "evidence_details_submission_count",
            sa.BigInteger(),
            nullable=True,
            comment="How often evidence was sent. Stripe: evidence_details.submission_count",
        ),
        sa.Column(
            "evidence_details_submission_method",
            sa.Text(),
            nullable=True,
            comment="How evidence was sent. Stripe: evidence_details.submission_method since 2026-10-28.endive",
        ),
        sa.Column(
            "intended_submission_method",
            sa.Text(),
            nullable=True,
            comment="How evidence is meant to be sent. Stripe: intended_submission_method since 2026-10-28.endive",
        ),
        sa.Column(
            "is_charge_refundable",
            sa.Boolean(),
            nullable=True,
            comment="Whether the charge can still be refunded. Stripe: is_charge_refundable",
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "network_reason_code",
            sa.Text(),
            nullable=True,
            comment="Why, as the network's code. Stripe: network_reason_code since 2023-10-16",
        ),
        sa.Column(
            "payment_intent_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-11-05",
        ),
        sa.Column(
            "payment_method_details",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="The payment method as it was at the time, kept whole. Stripe: payment_method_details since 2023-08-16",  # noqa: E501
        ),
        sa.Column(
            "payment_method_details_card_brand",
            sa.Text(),
            nullable=True,
            comment="Brand of the card. Stripe: payment_method_details.card.brand since 2023-08-16",
        ),
        sa.Column(
            "payment_method_details_card_case_type",
            sa.Text(),
            nullable=True,
            comment="Kind of the case: dispute, inquiry and so on. Stripe: payment_method_details.card.case_type since 2024-06-20",  # noqa: E501
        ),
        sa.Column(
            "payment_method_details_card_network_reason_code",
            sa.Text(),
            nullable=True,
            comment="Why, as the card network's code. Stripe: payment_method_details.card.network_reason_code since 2023-08-16",  # noqa: E501
        ),
        sa.Column(
            "payment_method_details_type",
            sa.Text(),
            nullable=True,
            comment="Kind of the payment method. Stripe: payment_method_details.type since 2023-08-16",
        ),
        sa.Column("reason", sa.Text(), nullable=True, comment="Why the payer disputes it. Stripe: reason"),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was seen that Stripe has it no more",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_disputes_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_disputes")),
        schema="history",
        comment="Versions that the rows of oltp.disputes had. A dispute (du_…, dp_…) of a charge. balance_transactions are what it moved, each whole; evidence is text about persons and stays as it is.",  # noqa: E501
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When Stripe made the object. Stripe: created since 2019-02-19, date until 2019-02-19",
        ),
        sa.Column(
            "status",
            sa.Text(),
            nullable=True,
            comment="draft, open, paid, uncollectible or void. Stripe: status since 2018-11-08",
        ),
        sa.Column(
            "customer_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The customer, a row of customers. Stripe: customer",
        ),
        sa.Column(
            "amount_due",
            sa.BigInteger(),
            nullable=True,
            comment="What is to be paid, the balance taken into account, in minor units of currency. Stripe: amount_due",  # noqa: E501
        ),
        sa.Column(
            "amount_overpaid",
            sa.BigInteger(),
            nullable=True,
            comment="What was paid beyond what was due, in minor units of currency. Stripe: amount_overpaid since 2025-03-31.basil",  # noqa: E501
        ),
        sa.Column(
            "amount_paid",
            sa.BigInteger(),
            nullable=True,
            comment="What was paid, in minor units of currency. Stripe: amount_paid since 2018-02-28",
        ),
        sa.Column(
            "amount_paid_off_stripe",
            sa.BigInteger(),
            nullable=True,
            comment="What was paid outside of Stripe, in minor units of currency. Stripe: amount_paid_off_stripe since 2026-05-27.dahlia",  # noqa: E501
        ),
        sa.Column(
            "amount_remaining",
            sa.BigInteger(),
            nullable=True,
            comment="What is still to be paid, in minor units of currency. Stripe: amount_remaining since 2018-02-28",
        ),
        sa.Column(
            "amount_shipping",
            sa.BigInteger(),
            nullable=True,
            comment="What shipping costs, with taxes, in minor units of currency. Stripe: amount_shipping since 2022-11-15",  # noqa: E501
        ),
        sa.Column(
            "total",
            sa.BigInteger(),
            nullable=True,
            comment="Sum after discounts and taxes, in minor units of currency. Stripe: total",
        ),
        sa.Column(
            "subtotal",
            sa.BigInteger(),
            nullable=True,
            comment="Sum of the lines before discounts and taxes that are not included, in minor units of currency. Stripe: subtotal",  # noqa: E501
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency",  # noqa: E501
        ),
        sa.Column(
            "account_country",
            sa.Text(),
            nullable=True,
            comment="Country of the account, as two letters. Stripe: account_country since 2019-03-14",
        ),
        sa.Column(
            "account_name",
            sa.Text(),
            nullable=True,
            comment="Name of the account on the invoice. Stripe: account_name since 2019-03-14",
        ),
        sa.Column(
            "account_tax_ids",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Ids of the account's tax ids on the invoice. Stripe: account_tax_ids since 2020-08-27",
        ),
        sa.Column(
            "application_fee_amount",
            sa.BigInteger(),
            nullable=True,
            comment="What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2018-11-08 until 2025-02-24.acacia, application_fee until 2018-10-31",  # noqa: E501
        ),
        sa.Column(
            "application_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the application, which has no table. Stripe: application since 2020-08-27",
        ),
        sa.Column(
            "attempt_count",
            sa.BigInteger(),
            nullable=True,
            comment="How often a payment was tried. Stripe: attempt_count",
        ),
        sa.Column(
            "attempted", sa.Boolean(), nullable=True, comment="Whether a payment was tried at all. Stripe: attempted"
        ),
        sa.Column(
            "auto_advance",
            sa.Boolean(),
            nullable=True,
            comment="Whether Stripe finalises and collects it by itself. Stripe: auto_advance since 2018-05-21",
        ),
        sa.Column(
            "automatic_tax",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27",
        ),
        sa.Column(
            "automatic_tax_enabled",
            sa.Boolean(),
            nullable=True,
            comment="Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27",
        ),
        sa.Column(
            "automatic_tax_provider",
            sa.Text(),
            nullable=True,
            comment="Who computes the taxes. Stripe: automatic_tax.provider since 2025-04-30.basil",
        ),
        sa.Column(
            "automatic_tax_status",
            sa.Text(),
            nullable=True,
            comment="Whether computing the taxes worked. Stripe: automatic_tax.status since 2020-08-27",
        ),
        sa.Column(
            "automatically_finalizes_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When Stripe will finalise it. Stripe: automatically_finalizes_at since 2024-06-20",
        ),
        sa.Column(
            "billing_reason",
            sa.Text(),
            nullable=True,
            comment="Why it was made. Stripe: billing_reason since 2018-05-21",
        ),
        sa.Column(
            "charge_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The charge, a row of charges. Stripe: charge until 2025-02-24.acacia",
        ),
        sa.Column(
            "collection_method",
            sa.Text(),
            nullable=True,
            comment="Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16, billing since 2017-12-14 until 2019-10-08",  # noqa: E501
        ),
        sa.Column(
            "custom_fields",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Fields that the merchant added, kept whole. Stripe: custom_fields since 2018-11-08",
        ),
        sa.Column(
            "customer_account_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover",
        ),
        sa.Column(
            "customer_address",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Address of the customer as the invoice has it, kept whole. Stripe: customer_address since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "customer_address_country",
            sa.Text(),
            nullable=True,
            comment="Country of that address, as two letters. Stripe: customer_address.country since 2019-03-14",
        ),
        sa.Column(
            "customer_address_postal_code",
            sa.Text(),
            nullable=True,
            comment="Postal code of that address. Stripe: customer_address.postal_code since 2019-03-14",
        ),
        sa.Column(
            "customer_address_state",
            sa.Text(),
            nullable=True,
            comment="State or region of that address. Stripe: customer_address.state since 2019-03-14",
        ),
        sa.Column(
            "customer_email",
            sa.Text(),
            nullable=True,
            comment="E-mail address of the customer as the invoice has it. Stripe: customer_email since 2019-03-14",
        ),
        sa.Column(
            "customer_name",
            sa.Text(),
            nullable=True,
            comment="Name of the customer as the invoice has it. Stripe: customer_name since 2019-03-14",
        ),
        sa.Column(
            "customer_phone",
            sa.Text(),
            nullable=True,
            comment="Phone number of the customer as the invoice has it. Stripe: customer_phone since 2019-03-14",
        ),
        sa.Column(
            "customer_shipping",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Whom and where it is shipped to, kept whole. Stripe: customer_shipping since 2019-03-14",
        ),
        sa.Column(
            "customer_tax_exempt",
            sa.Text(),
            nullable=True,
            comment="Whether the customer pays tax: none, exempt or reverse. Stripe: customer_tax_exempt since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "customer_tax_ids",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Tax ids of the customer as the invoice has them, kept whole. Stripe: customer_tax_ids since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "default_payment_method_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "default_source_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the default source, which has no table. Stripe: default_source since 2018-11-08",
        ),
        sa.Column(
            "default_tax_rates",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "description", sa.Text(), nullable=True, comment="What the merchant wrote about it. Stripe: description"
        ),
        sa.Column(
            "discount",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="The one discount, kept whole. Stripe: discount until 2025-02-24.acacia",
        ),
        sa.Column(
            "discount_coupon_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon",
        ),
        sa.Column(
            "discount_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the discount, which has no table. Stripe: discount until 2025-02-24.acacia",
        ),
        sa.Column(
            "discounts",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Discounts that apply, as ids or objects, in order. Stripe: discounts since 2020-03-02",
        ),
        sa.Column(
            "due_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it has to be paid; empty where Stripe charges automatically. Stripe: due_date since 2017-12-14",  # noqa: E501
        ),
        sa.Column(
            "effective_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Date that the document shows; the merchant may set it. Stripe: effective_at since 2022-11-15",
        ),
        sa.Column(
            "ending_balance",
            sa.BigInteger(),
            nullable=True,
            comment="The customer's balance after it; empty until it is finalised, in minor units of currency. Stripe: ending_balance",  # noqa: E501
        ),
        sa.Column(
            "footer", sa.Text(), nullable=True, comment="What stands at its foot. Stripe: footer since 2018-11-08"
        ),
        sa.Column(
            "from_invoice_action",
            sa.Text(),
            nullable=True,
            comment="How it follows from another invoice. Stripe: from_invoice.action since 2022-08-01",
        ),
        sa.Column(
            "from_invoice_invoice_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The from invoice invoice, a row of invoices. Stripe: from_invoice.invoice since 2022-08-01",
        ),
        sa.Column(
            "hosted_invoice_url",
            sa.Text(),
            nullable=True,
            comment="Page to pay it, open to whoever has its address. Stripe: hosted_invoice_url since 2018-05-21",
        ),
        sa.Column(
            "invoice_pdf",
            sa.Text(),
            nullable=True,
            comment="Address of its PDF, open to whoever has it. Stripe: invoice_pdf since 2018-05-21",
        ),
        sa.Column(
            "issuer_account_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the issuer account, which has no table. Stripe: issuer.account since 2023-10-16",
        ),
        sa.Column(
            "issuer_type",
            sa.Text(),
            nullable=True,
            comment="Who issues it: the account or another. Stripe: issuer.type since 2023-10-16",
        ),
        sa.Column(
            "last_finalization_error",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Why it could not be finalised last, kept whole. Stripe: last_finalization_error since 2020-08-27",
        ),
        sa.Column(
            "last_finalization_error_code",
            sa.Text(),
            nullable=True,
            comment="Why it could not be finalised last, as a code. Stripe: last_finalization_error.code since 2020-08-27",  # noqa: E501
        ),
        sa.Column(
            "latest_revision_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The latest revision, a row of invoices. Stripe: latest_revision since 2022-08-01",
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "next_payment_attempt",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When a payment is tried next. Stripe: next_payment_attempt",
        ),
        sa.Column(
            "number",
            sa.Text(),
            nullable=True,
            comment="Number that the customer sees; empty on a draft. Stripe: number since 2017-12-14",
        ),
        sa.Column(
            "on_behalf_of_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2020-08-27",
        ),
        sa.Column(
            "paid",
            sa.Boolean(),
            nullable=True,
            comment="Whether it is paid, also outside of Stripe. Stripe: paid until 2025-02-24.acacia",
        ),
        sa.Column(
            "paid_out_of_band",
            sa.Boolean(),
            nullable=True,
            comment="Whether it was marked as paid outside of Stripe. Stripe: paid_out_of_band since 2020-08-27 until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "parent_type",
            sa.Text(),
            nullable=True,
            comment="What made it: a subscription or a quote. Stripe: parent.type since 2025-03-31.basil",
        ),
        sa.Column(
            "payment_intent_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The payment intent, a row of payment_intents. Stripe: payment_intent since 2019-03-14 until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "payment_settings",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings of how it is paid, kept whole. Stripe: payment_settings since 2020-08-27",
        ),
        sa.Column(
            "period_end",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the period ends that it is for. Stripe: period_end",
        ),
        sa.Column(
            "period_start",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the period begins that it is for. Stripe: period_start",
        ),
        sa.Column(
            "post_payment_credit_notes_amount",
            sa.BigInteger(),
            nullable=True,
            comment="What credit notes gave back after it was paid, in minor units of currency. Stripe: post_payment_credit_notes_amount since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "pre_payment_credit_notes_amount",
            sa.BigInteger(),
            nullable=True,
            comment="What credit notes took off before it was paid, in minor units of currency. Stripe: pre_payment_credit_notes_amount since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "quote_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the quote, which has no table. Stripe: parent.quote_details.quote since 2025-03-31.basil, quote since 2020-08-27 until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "receipt_number",
            sa.Text(),
            nullable=True,
            comment="Number of the receipt that was e-mailed. Stripe: receipt_number",
        ),
        sa.Column(
            "rendering",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="How its PDF looks, kept whole. Stripe: rendering since 2023-10-16, rendering_options since 2020-08-27 until 2023-10-16",  # noqa: E501
        ),
        sa.Column(
            "shipping_cost",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What shipping costs, with its taxes, kept whole. Stripe: shipping_cost since 2022-11-15",
        ),
        sa.Column(
            "shipping_details",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Whom and where it is shipped to, kept whole. Stripe: shipping_details since 2022-11-15",
        ),
        sa.Column(
            "starting_balance",
            sa.BigInteger(),
            nullable=True,
            comment="The customer's balance before it, in minor units of currency. Stripe: starting_balance",
        ),
        sa.Column(
            "statement_descriptor",
            sa.Text(),
            nullable=True,
            comment="What the statement of card or bank shows. Stripe: statement_descriptor",
        ),
        sa.Column(
            "status_details_uncollectible_reason",
            sa.Text(),
            nullable=True,
            comment="Why it became uncollectible. Stripe: status_details.uncollectible.reason since 2026-09-30.endive",
        ),
        sa.Column(
            "status_transitions_finalized_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was finalised. Stripe: status_transitions.finalized_at since 2019-02-19, finalized_at since 2018-11-08 until 2019-02-19",  # noqa: E501
        ),
        sa.Column(
            "status_transitions_marked_uncollectible_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was given up. Stripe: status_transitions.marked_uncollectible_at since 2019-02-19",
        ),
        sa.Column(
            "status_transitions_paid_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was paid. Stripe: status_transitions.paid_at since 2019-02-19",
        ),
        sa.Column(
            "status_transitions_voided_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was voided. Stripe: status_transitions.voided_at since 2019-02-19",
        ),
        sa.Column(
            "subscription_details_metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Metadata of the subscription as it was then. Stripe: parent.subscription_details.metadata since 2025-03-31.basil, subscription_details.metadata since 2022-11-15 until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "subscription_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The subscription, a row of subscriptions. Stripe: parent.subscription_details.subscription since 2025-03-31.basil, subscription until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "subscription_proration_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment that prorations are computed for. Stripe: parent.subscription_details.subscription_proration_date since 2025-03-31.basil, subscription_proration_date until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "subtotal_excluding_tax",
            sa.BigInteger(),
            nullable=True,
            comment="Sum of the lines before discounts, without any tax, in minor units of currency. Stripe: subtotal_excluding_tax since 2020-08-27",  # noqa: E501
        ),
        sa.Column(
            "tax",
            sa.BigInteger(),
            nullable=True,
            comment="Sum of the taxes, in minor units of currency. Stripe: tax until 2025-02-24.acacia",
        ),
        sa.Column(
            "tax_percent",
            sa.Numeric(precision=38, scale=12),
            nullable=True,
            comment="Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02",
        ),
        sa.Column(
            "test_clock_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27",
        ),
        sa.Column(
            "threshold_reason",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What passed a threshold, kept whole. Stripe: threshold_reason since 2018-11-08",
        ),
        sa.Column(
            "total_excluding_tax",
            sa.BigInteger(),
            nullable=True,
            comment="Sum after discounts, without taxes, in minor units of currency. Stripe: total_excluding_tax since 2020-08-27",  # noqa: E501
        ),
        sa.Column(
            "total_pretax_credit_amounts",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What credits and discounts take off before tax, kept whole. Stripe: total_pretax_credit_amounts since 2024-09-30.acacia",  # noqa: E501
        ),
        sa.Column(
            "transfer_data_amount",
            sa.BigInteger(),
            nullable=True,
            comment="What goes to the connected account; the whole amount if empty, in minor units of currency. Stripe: transfer_data.amount since 2020-03-02 until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "transfer_data_destination_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02 until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "webhooks_delivered_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the webhooks that it waited for were delivered. Stripe: webhooks_delivered_at",
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was seen that Stripe has it no more",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "lines_complete",
            sa.Boolean(),
            nullable=True,
            comment="Whether all elements of the list are known, or Stripe cut it and nothing brought the rest",
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_invoices_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_invoices")),
        schema="history",
        comment="Versions that the rows of oltp.invoices had. An invoice; a deleted draft keeps what was known of it.",
    )
    op.create_table(
        "payouts",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column("status", sa.Text(), nullable=True, comment="Where it stands; Stripe's word. Stripe: status"),
        sa.Column(
            "amount",
            sa.BigInteger(),
            nullable=True,
            comment="What is paid out; negative takes from the bank account, in minor units of currency. Stripe: amount",  # noqa: E501
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency",  # noqa: E501
        ),
        sa.Column(
            "application_fee_amount",
            sa.BigInteger(),
            nullable=True,
            comment="What the platform keeps of it, in minor units of currency. Stripe: application_fee_amount since 2024-04-10",  # noqa: E501
        ),
        sa.Column(
            "application_fee_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the application fee, which has no table. Stripe: application_fee since 2024-04-10",
        ),
        sa.Column(
            "arrival_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it arrives at the bank, or is expected to. Stripe: arrival_date",
        ),
        sa.Column(
            "automatic",
            sa.Boolean(),
            nullable=True,
            comment="Whether Stripe made it by schedule. Stripe: automatic since 2017-12-14",
        ),
        sa.Column(
            "balance_transaction_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The balance transaction, a row of balance_transactions. Stripe: balance_transaction",
        ),
        sa.Column(
            "description", sa.Text(), nullable=True, comment="What the merchant wrote about it. Stripe: description"
        ),
        sa.Column(
            "destination_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the destination, which has no table. Stripe: destination",
        ),
        sa.Column(
            "failure_balance_transaction_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The failure balance transaction, a row of balance_transactions. Stripe: failure_balance_transaction",  # noqa: E501
        ),
        sa.Column("failure_code", sa.Text(), nullable=True, comment="Why it failed, as a code. Stripe: failure_code"),
        sa.Column(
            "failure_message", sa.Text(), nullable=True, comment="Why it failed, in a sentence. Stripe: failure_message"
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column("method", sa.Text(), nullable=True, comment="standard or instant. Stripe: method"),
        sa.Column(
            "original_payout_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The original payout, a row of payouts. Stripe: original_payout since 2020-08-27",
        ),
        sa.Column(
            "payout_method_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the payout method, which has no table. Stripe: payout_method since 2025-08-27.basil",
        ),
        sa.Column(
            "reconciliation_status",
            sa.Text(),
            nullable=True,
            comment="Whether the transactions of it are all known. Stripe: reconciliation_status since 2022-11-15",
        ),
        sa.Column(
            "reversed_by_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The reversed by, a row of payouts. Stripe: reversed_by since 2020-08-27",
        ),
        sa.Column("source_type", sa.Text(), nullable=True, comment="Which balance it comes from. Stripe: source_type"),
        sa.Column(
            "statement_descriptor",
            sa.Text(),
            nullable=True,
            comment="What the statement of card or bank shows. Stripe: statement_descriptor",
        ),
        sa.Column(
            "trace_id_status",
            sa.Text(),
            nullable=True,
            comment="Whether the bank's trace id is known. Stripe: trace_id.status since 2024-11-20.acacia",
        ),
        sa.Column(
            "trace_id_value",
            sa.Text(),
            nullable=True,
            comment="Trace id to find it at the bank. Stripe: trace_id.value since 2024-11-20.acacia",
        ),
        sa.Column(
            "type", sa.Text(), nullable=True, comment="Whether it goes to a bank account or a card. Stripe: type"
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="present; deleted: Stripe has a stub; unresolved: only its id is known",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was seen that Stripe has it no more",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "balance_transactions_complete",
            sa.Boolean(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_payouts_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_payouts")),
        schema="history",
        comment="Versions that the rows of oltp.payouts had. A payout (po_…); amount is negative where money is taken from the bank. destination_id is an external account of one's own, which may be deleted. A failed payout, or a canceled one, has the transaction that gave its money back in failure_balance_transaction_id. What an automatic payout is made of is in payout_balance_transactions, and balance_transactions_complete says whether that is all of it; NULL where Stripe does not tell, because it is a manual one, or not yet.",  # noqa: E501
    )
    op.create_table(
        "prices",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column(
            "unit_amount",
            sa.BigInteger(),
            nullable=True,
            comment="Price of one unit, in minor units of currency. Stripe: unit_amount",
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency",  # noqa: E501
        ),
        sa.Column(
            "active", sa.Boolean(), nullable=True, comment="Whether it can be used for something new. Stripe: active"
        ),
        sa.Column("billing_scheme", sa.Text(), nullable=True, comment="per_unit or tiered. Stripe: billing_scheme"),
        sa.Column(
            "currency_options",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="What it is in other currencies, kept whole. Stripe: currency_options since 2020-08-27",
        ),
        sa.Column(
            "custom_unit_amount",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Bounds of an amount that the customer chooses, kept whole. Stripe: custom_unit_amount since 2020-08-27",  # noqa: E501
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "lookup_key",
            sa.Text(),
            nullable=True,
            comment="Name by which the merchant finds the price. Stripe: lookup_key",
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column("nickname", sa.Text(), nullable=True, comment="What the merchant calls the price. Stripe: nickname"),
        sa.Column(
            "product_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The product, a row of products. Stripe: product",
        ),
        sa.Column(
            "recurring_aggregate_usage",
            sa.Text(),
            nullable=True,
            comment="How metered usage of a period adds up. Stripe: recurring.aggregate_usage until 2025-02-24.acacia",
        ),
        sa.Column(
            "recurring_interval",
            sa.Text(),
            nullable=True,
            comment="Unit of the period: day, week, month or year. Stripe: recurring.interval",
        ),
        sa.Column(
            "recurring_interval_count",
            sa.BigInteger(),
            nullable=True,
            comment="How many of these units a period has. Stripe: recurring.interval_count",
        ),
        sa.Column(
            "recurring_meter_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the recurring meter, which has no table. Stripe: recurring.meter since 2023-10-16",
        ),
        sa.Column(
            "recurring_trial_period_days",
            sa.BigInteger(),
            nullable=True,
            comment="Days of trial that the price gives. Stripe: recurring.trial_period_days since 2023-10-16",
        ),
        sa.Column(
            "recurring_usage_type",
            sa.Text(),
            nullable=True,
            comment="licensed or metered. Stripe: recurring.usage_type",
        ),
        sa.Column(
            "tax_behavior",
            sa.Text(),
            nullable=True,
            comment="Whether the amount includes taxes. Stripe: tax_behavior since 2020-08-27",
        ),
        sa.Column(
            "tiers",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Prices by quantity, kept whole. Stripe: tiers",
        ),
        sa.Column("tiers_mode", sa.Text(), nullable=True, comment="graduated or volume. Stripe: tiers_mode"),
        sa.Column(
            "transform_quantity_divide_by",
            sa.BigInteger(),
            nullable=True,
            comment="Units in a package: the quantity is divided by it. Stripe: transform_quantity.divide_by",
        ),
        sa.Column(
            "transform_quantity_round",
            sa.Text(),
            nullable=True,
            comment="How the divided quantity is rounded. Stripe: transform_quantity.round",
        ),
        sa.Column("type", sa.Text(), nullable=True, comment="one_time or recurring. Stripe: type"),
        sa.Column(
            "unit_amount_decimal",
            sa.Numeric(precision=38, scale=12),
            nullable=True,
            comment="Price of one unit, with decimals, in minor units of currency. Stripe: unit_amount_decimal",
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_prices_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_prices")),
        schema="history",
        comment="Versions that the rows of oltp.prices had. A price; its id may be that of a plan, which the merchant chose.",  # noqa: E501
    )
    op.create_table(
        "products",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column(
            "active", sa.Boolean(), nullable=True, comment="Whether it can be used for something new. Stripe: active"
        ),
        sa.Column(
            "default_price_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The default price, a row of prices. Stripe: default_price since 2020-08-27",
        ),
        sa.Column(
            "description", sa.Text(), nullable=True, comment="What the merchant wrote about it. Stripe: description"
        ),
        sa.Column(
            "images",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Addresses of pictures. Stripe: images",
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "marketing_features",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Features to be shown, kept whole. Stripe: marketing_features since 2024-04-10, features since 2023-08-16 until 2023-10-16",  # noqa: E501
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column("name", sa.Text(), nullable=True, comment="What customers see it called. Stripe: name"),
        sa.Column(
            "package_dimensions",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Size and weight, kept whole. Stripe: package_dimensions",
        ),
        sa.Column("shippable", sa.Boolean(), nullable=True, comment="Whether it is shipped. Stripe: shippable"),
        sa.Column(
            "statement_descriptor",
            sa.Text(),
            nullable=True,
            comment="What the statement of card or bank shows. Stripe: statement_descriptor since 2018-02-05",
        ),
        sa.Column(
            "tax_code_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the tax code, which has no table. Stripe: tax_details.tax_code since 2026-09-30.endive, tax_code since 2020-08-27",  # noqa: E501
        ),
        sa.Column(
            "tax_details_performance_location",
            sa.Text(),
            nullable=True,
            comment="Where it is performed, for taxes. Stripe: tax_details.performance_location since 2026-09-30.endive",  # noqa: E501
        ),
        sa.Column("type", sa.Text(), nullable=True, comment="good or service. Stripe: type since 2018-02-05"),
        sa.Column(
            "unit_label",
            sa.Text(),
            nullable=True,
            comment="What one unit is called. Stripe: unit_label since 2018-02-28",
        ),
        sa.Column(
            "updated", sa.DateTime(timezone=True), nullable=True, comment="When it was last changed. Stripe: updated"
        ),
        sa.Column("url", sa.Text(), nullable=True, comment="Web page of it. Stripe: url"),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_products_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_products")),
        schema="history",
        comment="Versions that the rows of oltp.products had. A product; its id may be chosen by the merchant.",
    )
    op.create_table(
        "subscription_items",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "subscription_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The subscription, a row of subscriptions. Stripe: subscription since 2018-01-23",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column(
            "billed_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Until when its use is billed. Stripe: billed_until since 2026-05-27.dahlia",
        ),
        sa.Column(
            "billing_thresholds_usage_gte",
            sa.BigInteger(),
            nullable=True,
            comment="Usage at which an invoice is made before the period ends. Stripe: billing_thresholds.usage_gte since 2018-11-08",  # noqa: E501
        ),
        sa.Column(
            "current_period_end",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its current period ends. Stripe: current_period_end since 2025-03-31.basil",
        ),
        sa.Column(
            "current_period_start",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its current period began. Stripe: current_period_start since 2025-03-31.basil",
        ),
        sa.Column(
            "current_trial_end_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its current trial ends. Stripe: current_trial.end_date since 2026-09-30.endive",
        ),
        sa.Column(
            "current_trial_start_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its current trial began. Stripe: current_trial.start_date since 2026-09-30.endive",
        ),
        sa.Column(
            "current_trial_trial_offer_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the current trial trial offer, which has no table. Stripe: current_trial.trial_offer since 2026-09-30.endive",  # noqa: E501
        ),
        sa.Column(
            "discounts",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16",
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "price_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The price, a row of prices. Stripe: price since 2020-03-02, plan",
        ),
        sa.Column(
            "quantity", sa.BigInteger(), nullable=True, comment="Number of units, as a whole number. Stripe: quantity"
        ),
        sa.Column(
            "tax_rates",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Tax rates that apply to it, kept whole. Stripe: tax_rates since 2019-03-14",
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_subscription_items_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_subscription_items")),
        schema="history",
        comment="Versions that the rows of oltp.subscription_items had. An item of a subscription; a removed one stays as an unresolved row while an invoice line names it.",  # noqa: E501
    )
    op.create_index(
        "ix_subscription_items_history_subscription_id",
        "subscription_items",
        ["subscription_id"],
        unique=False,
        schema="history",
    )
    op.create_table(
        "subscription_schedules",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column("status", sa.Text(), nullable=True, comment="Where it stands; Stripe's word. Stripe: status"),
        sa.Column(
            "customer_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The customer, a row of customers. Stripe: customer",
        ),
        sa.Column(
            "application_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the application, which has no table. Stripe: application since 2020-08-27",
        ),
        sa.Column(
            "billing_mode",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="How proration and trials are billed, kept whole. Stripe: billing_mode since 2025-06-30.basil",
        ),
        sa.Column(
            "billing_mode_type",
            sa.Text(),
            nullable=True,
            comment="How proration and trials are billed: classic or flexible. Stripe: billing_mode.type since 2025-06-30.basil",  # noqa: E501
        ),
        sa.Column(
            "billing_thresholds_amount_gte",
            sa.BigInteger(),
            nullable=True,
            comment="Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte until 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "billing_thresholds_reset_billing_cycle_anchor",
            sa.Boolean(),
            nullable=True,
            comment="Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor until 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "canceled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was canceled. Stripe: canceled_at",
        ),
        sa.Column(
            "collection_method",
            sa.Text(),
            nullable=True,
            comment="Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16 until 2019-10-17, billing until 2019-10-08",  # noqa: E501
        ),
        sa.Column(
            "completed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its last phase ended. Stripe: completed_at",
        ),
        sa.Column(
            "current_phase_end_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the current phase ends. Stripe: current_phase.end_date",
        ),
        sa.Column(
            "current_phase_start_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the current phase began. Stripe: current_phase.start_date",
        ),
        sa.Column(
            "customer_account_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover",
        ),
        sa.Column(
            "default_payment_method_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-05-16 until 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "default_settings",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings that hold where a phase has none, kept whole. Stripe: default_settings since 2019-10-17",
        ),
        sa.Column(
            "default_source_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the default source, which has no table. Stripe: default_source since 2019-05-16 until 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "end_behavior", sa.Text(), nullable=True, comment="What becomes of the subscription after the last phase"
        ),
        sa.Column(
            "invoice_settings_days_until_due",
            sa.BigInteger(),
            nullable=True,
            comment="Days that the customer has to pay an invoice that is sent. Stripe: invoice_settings.days_until_due until 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "pause_schedules",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="When it pauses, kept whole. Stripe: pause_schedules since 2026-09-30.endive",
        ),
        sa.Column(
            "released_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it left its subscription alone. Stripe: released_at",
        ),
        sa.Column(
            "released_subscription_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The released subscription, a row of subscriptions. Stripe: released_subscription",
        ),
        sa.Column(
            "renewal_interval_interval",
            sa.Text(),
            nullable=True,
            comment="Unit of the time of renewal. Stripe: renewal_interval.interval until 2019-09-09",
        ),
        sa.Column(
            "renewal_interval_length",
            sa.BigInteger(),
            nullable=True,
            comment="How many of these units it is renewed for. Stripe: renewal_interval.length until 2019-09-09",
        ),
        sa.Column(
            "revision",
            sa.Text(),
            nullable=True,
            comment="Its revision, an id of the schedule's own. Stripe: revision until 2019-03-14",
        ),
        sa.Column(
            "subscription_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The subscription, a row of subscriptions. Stripe: subscription",
        ),
        sa.Column(
            "test_clock_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27",
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint(
            "valid_to >= valid_from", name=op.f("ck_subscription_schedules_history_ends_after_it_begins")
        ),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_subscription_schedules")),
        schema="history",
        comment="Versions that the rows of oltp.subscription_schedules had. A plan of a subscription's phases; its subscription names it back while it follows it.",  # noqa: E501
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="Stripe's id of the object. Stripe: id"),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="Number of the version among those of this id, from 1"
        ),
        sa.Column(
            "valid_from",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="When it began to be so; where exact is false, the moment by which it was seen to be so",
        ),
        sa.Column(
            "valid_to",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it ended to be so; empty while it is so",
        ),
        sa.Column(
            "created", sa.DateTime(timezone=True), nullable=True, comment="When Stripe made the object. Stripe: created"
        ),
        sa.Column(
            "status",
            sa.Text(),
            nullable=True,
            comment="active, past_due, trialing, canceled, unpaid, paused, incomplete or incomplete_expired. Stripe: status",  # noqa: E501
        ),
        sa.Column(
            "customer_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The customer, a row of customers. Stripe: customer",
        ),
        sa.Column(
            "currency",
            sa.Text(),
            nullable=True,
            comment="ISO code of the currency, in lower case; amounts of the row are in its minor units. Stripe: currency since 2020-08-27, plan.currency",  # noqa: E501
        ),
        sa.Column(
            "application_fee_percent",
            sa.Numeric(precision=38, scale=12),
            nullable=True,
            comment="Percent that the platform takes of each invoice. Stripe: application_fee_percent",
        ),
        sa.Column(
            "application_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the application, which has no table. Stripe: application since 2020-08-27",
        ),
        sa.Column(
            "automatic_tax",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings and state of Stripe Tax, kept whole. Stripe: automatic_tax since 2020-08-27",
        ),
        sa.Column(
            "automatic_tax_enabled",
            sa.Boolean(),
            nullable=True,
            comment="Whether Stripe Tax computes the taxes. Stripe: automatic_tax.enabled since 2020-08-27",
        ),
        sa.Column(
            "billing_cycle_anchor",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Moment that the periods are counted from. Stripe: billing_cycle_anchor since 2018-02-05",
        ),
        sa.Column(
            "billing_cycle_anchor_config",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Day and hour that periods begin at, kept whole. Stripe: billing_cycle_anchor_config since 2023-10-16",  # noqa: E501
        ),
        sa.Column(
            "billing_mode",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="How proration and trials are billed, kept whole. Stripe: billing_mode since 2025-06-30.basil",
        ),
        sa.Column(
            "billing_mode_type",
            sa.Text(),
            nullable=True,
            comment="How proration and trials are billed: classic or flexible. Stripe: billing_mode.type since 2025-06-30.basil",  # noqa: E501
        ),
        sa.Column(
            "billing_schedules",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Until when items are billed, kept whole. Stripe: billing_schedules since 2026-05-27.dahlia",
        ),
        sa.Column(
            "billing_thresholds_amount_gte",
            sa.BigInteger(),
            nullable=True,
            comment="Amount at which an invoice is made before the period ends, in minor units of currency. Stripe: billing_thresholds.amount_gte since 2018-11-08",  # noqa: E501
        ),
        sa.Column(
            "billing_thresholds_reset_billing_cycle_anchor",
            sa.Boolean(),
            nullable=True,
            comment="Whether such an invoice starts the cycle anew. Stripe: billing_thresholds.reset_billing_cycle_anchor since 2018-11-08",  # noqa: E501
        ),
        sa.Column(
            "cancel_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it will be canceled. Stripe: cancel_at since 2019-08-14",
        ),
        sa.Column(
            "cancel_at_period_end",
            sa.Boolean(),
            nullable=True,
            comment="Whether it ends with its current period. Stripe: cancel_at_period_end",
        ),
        sa.Column(
            "canceled_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When its cancellation was asked for, which may be before it ended. Stripe: canceled_at",
        ),
        sa.Column(
            "cancellation_details_comment",
            sa.Text(),
            nullable=True,
            comment="What the customer wrote on leaving. Stripe: cancellation_details.comment since 2022-11-15",
        ),
        sa.Column(
            "cancellation_details_feedback",
            sa.Text(),
            nullable=True,
            comment="Why the customer left, of a list. Stripe: cancellation_details.feedback since 2022-11-15",
        ),
        sa.Column(
            "cancellation_details_reason",
            sa.Text(),
            nullable=True,
            comment="Who or what canceled it. Stripe: cancellation_details.reason since 2022-11-15",
        ),
        sa.Column(
            "collection_method",
            sa.Text(),
            nullable=True,
            comment="Whether Stripe charges automatically or sends an invoice. Stripe: collection_method since 2019-05-16, billing since 2017-12-14 until 2019-10-08",  # noqa: E501
        ),
        sa.Column(
            "current_period_end",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the current period ends; the earliest of its items. Stripe: current_period_end until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "current_period_start",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the current period began; the earliest of its items. Stripe: current_period_start until 2025-02-24.acacia",  # noqa: E501
        ),
        sa.Column(
            "customer_account_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the customer account, which has no table. Stripe: customer_account since 2025-12-15.clover",
        ),
        sa.Column(
            "days_until_due",
            sa.BigInteger(),
            nullable=True,
            comment="Days that the customer has to pay an invoice that is sent. Stripe: days_until_due since 2017-12-14",  # noqa: E501
        ),
        sa.Column(
            "default_payment_method_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The default payment method, a row of payment_methods. Stripe: default_payment_method since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "default_source_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the default source, which has no table. Stripe: default_source since 2018-11-08",
        ),
        sa.Column(
            "default_tax_rates",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Tax rates that hold where a line or item has none of its own. Stripe: default_tax_rates since 2019-03-14",  # noqa: E501
        ),
        sa.Column(
            "description",
            sa.Text(),
            nullable=True,
            comment="What the merchant wrote about it. Stripe: description since 2020-08-27",
        ),
        sa.Column(
            "discount",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="The one discount, kept whole. Stripe: discount until 2025-02-24.acacia",
        ),
        sa.Column(
            "discount_coupon_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The discount coupon, a row of coupons. Stripe: discount.source.coupon, discount.coupon",
        ),
        sa.Column(
            "discount_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the discount, which has no table. Stripe: discount until 2025-02-24.acacia",
        ),
        sa.Column(
            "discounts",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Discounts that apply, as ids or objects, in order. Stripe: discounts since 2023-10-16",
        ),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="When it ended. Stripe: ended_at"),
        sa.Column(
            "invoice_settings",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings of the invoices it makes, kept whole. Stripe: invoice_settings since 2024-04-10",
        ),
        sa.Column(
            "latest_invoice_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The latest invoice, a row of invoices. Stripe: latest_invoice since 2019-02-19",
        ),
        sa.Column(
            "livemode", sa.Boolean(), nullable=True, comment="Whether it is live data, not a test's. Stripe: livemode"
        ),
        sa.Column(
            "metadata",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Keys and values that the merchant attached. Stripe: metadata",
        ),
        sa.Column(
            "next_pending_invoice_item_invoice",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When pending invoice items are billed next. Stripe: next_pending_invoice_item_invoice since 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "on_behalf_of_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the on behalf of, which has no table. Stripe: on_behalf_of since 2022-08-01",
        ),
        sa.Column(
            "pause_collection_behavior",
            sa.Text(),
            nullable=True,
            comment="What becomes of invoices while collection is paused. Stripe: pause_collection.behavior since 2020-03-02",  # noqa: E501
        ),
        sa.Column(
            "pause_collection_resumes_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When collection goes on. Stripe: pause_collection.resumes_at since 2020-03-02",
        ),
        sa.Column(
            "payment_settings",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Settings of how it is paid, kept whole. Stripe: payment_settings since 2020-08-27",
        ),
        sa.Column(
            "pending_invoice_item_interval",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="How often pending invoice items are billed, kept whole. Stripe: pending_invoice_item_interval since 2019-10-17",  # noqa: E501
        ),
        sa.Column(
            "pending_setup_intent_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the pending setup intent, which has no table. Stripe: pending_setup_intent since 2019-05-16",
        ),
        sa.Column(
            "pending_update",
            postgresql.JSONB(none_as_null=True, astext_type=sa.Text()),
            nullable=True,
            comment="Change that waits for a payment, kept whole. Stripe: pending_update since 2019-12-03",
        ),
        sa.Column(
            "pending_update_expires_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When that change is dropped. Stripe: pending_update.expires_at since 2019-12-03",
        ),
        sa.Column(
            "plan_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the plan, which has no table. Stripe: plan until 2019-12-03",
        ),
        sa.Column(
            "quantity",
            sa.BigInteger(),
            nullable=True,
            comment="Number of units, of the time of one plan per subscription. Stripe: quantity until 2020-03-02",
        ),
        sa.Column(
            "schedule_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="The schedule, a row of subscription_schedules. Stripe: schedule since 2019-08-14",
        ),
        sa.Column(
            "start_date",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it started; before created, if it was dated back. Stripe: start_date since 2019-03-14, start until 2019-10-08, created",  # noqa: E501
        ),
        sa.Column(
            "status_details_paused_transitioned_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When it was paused. Stripe: status_details.paused.transitioned_at since 2026-09-30.endive",
        ),
        sa.Column(
            "tax_percent",
            sa.Numeric(precision=38, scale=12),
            nullable=True,
            comment="Percent of tax, of the time before tax rates. Stripe: tax_percent until 2020-03-02",
        ),
        sa.Column(
            "test_clock_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the test clock, which has no table. Stripe: test_clock since 2020-08-27",
        ),
        sa.Column(
            "transfer_data_amount_percent",
            sa.Numeric(precision=38, scale=12),
            nullable=True,
            comment="Percent that goes to the connected account. Stripe: transfer_data.amount_percent since 2020-03-02",
        ),
        sa.Column(
            "transfer_data_destination_id",
            sa.Text(collation="C"),
            nullable=True,
            comment="Id of the transfer data destination, which has no table. Stripe: transfer_data.destination since 2020-03-02",  # noqa: E501
        ),
        sa.Column(
            "trial_end", sa.DateTime(timezone=True), nullable=True, comment="When the trial ends. Stripe: trial_end"
        ),
        sa.Column(
            "trial_settings_end_behavior_missing_payment_method",
            sa.Text(),
            nullable=True,
            comment="What happens when the trial ends without a payment method. Stripe: trial_settings.end_behavior.missing_payment_method since 2022-11-15",  # noqa: E501
        ),
        sa.Column(
            "trial_start",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the trial begins. Stripe: trial_start",
        ),
        sa.Column(
            "row_state",
            sa.Text(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="When the copy was read that the row was made of",
        ),
        sa.Column(
            "deleted_observed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "transform_version", sa.SmallInteger(), nullable=True, comment="Version of the SQL that made the row"
        ),
        sa.Column(
            "items_complete",
            sa.Boolean(),
            nullable=True,
            comment="Whether all elements of the list are known; empty where there is none to read",
        ),
        sa.Column(
            "promoted_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
            comment="When the promotion began that made or last changed the row, in whatever column",
        ),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="What showed it first: an event of Stripe's, or a copy read"
        ),
        sa.Column(
            "exact", sa.Boolean(), nullable=False, comment="Whether valid_from is when Stripe says that it became so"
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_subscriptions_history_ends_after_it_begins")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_subscriptions")),
        schema="history",
        comment="Versions that the rows of oltp.subscriptions had. A subscription; from 2025-03-31.basil its periods are those of its items.",  # noqa: E501
    )
