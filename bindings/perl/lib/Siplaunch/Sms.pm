package Siplaunch::Sms;

use strict;
use warnings;

use Siplaunch::Args;
use Siplaunch::FFI;
use Siplaunch::SmsBudget;

# The object is a closure over its text, which has a link in it: dumping and storing it shows none.

sub new {
    my ($class, @given) = splice @_;
    my ($link, $brand, $language, $template) = Siplaunch::Args::named([qw(link brand language template)], @given);
    my $budget = Siplaunch::SmsBudget->_empty;
    my $text   = Siplaunch::FFI::written_before(
        $budget,
        \&Siplaunch::FFI::sms_compose,
        _template($template, $language),
        Siplaunch::Args::text(link  => $link),
        Siplaunch::Args::text(brand => $brand),
    );
    utf8::decode($text);
    my $public = Siplaunch::SmsBudget->_of($budget);
    return bless sub { ($text, $public) }, $class;
}

sub _template {
    my ($template, $language) = splice @_;
    return Siplaunch::Args::text(template => $template // template($language // 'en'));
}

sub template {
    my ($language) = @_;
    my $template = Siplaunch::FFI::written(\&Siplaunch::FFI::sms_template, Siplaunch::Args::text(language => $language));
    utf8::decode($template);
    return $template;
}

sub count {
    my ($text) = splice @_;
    my $budget = Siplaunch::SmsBudget->_empty;
    Siplaunch::FFI::check(Siplaunch::FFI::sms_count(Siplaunch::Args::text(text => $text), ${$budget}));
    return Siplaunch::SmsBudget->_of($budget);
}

sub count_sealed {
    my ($portal, $credentials, @given) = splice @_;
    my ($brand, $language, $template) = Siplaunch::Args::named([qw(brand language template)], @given);
    my $budget = Siplaunch::SmsBudget->_empty;
    my $status = Siplaunch::FFI::sms_count_sealed(
        _template($template, $language),
        Siplaunch::Args::text(brand => $brand),
        Siplaunch::Args::handle('Siplaunch::Portal', $portal),
        Siplaunch::Args::fields($credentials),
        ${$budget},
    );
    Siplaunch::FFI::check($status);
    return Siplaunch::SmsBudget->_of($budget);
}

sub text   { return ($_[0]->())[0] }
sub budget { return ($_[0]->())[1] }

1;
