<?php

declare(strict_types=1);

namespace App\Form;

use Symfony\Component\Form\AbstractType;
use Symfony\Component\Form\Extension\Core\Type\EmailType;
use Symfony\Component\Form\Extension\Core\Type\PasswordType;
use Symfony\Component\Form\Extension\Core\Type\TelType;
use Symfony\Component\Form\Extension\Core\Type\TextType;
use Symfony\Component\Form\FormBuilderInterface;
use Symfony\Component\Validator\Constraints\Email;
use Symfony\Component\Validator\Constraints\Length;
use Symfony\Component\Validator\Constraints\NotBlank;
use Symfony\Component\Validator\Constraints\Regex;

/** The sign-up form. siplaunch has the rules for username and password, but for their length. */
final class SignUpType extends AbstractType
{
    public function buildForm(FormBuilderInterface $builder, array $options): void
    {
        $tooLong = 'The %s is too long: {{ limit }} characters are allowed.';
        $builder
            ->add('username', TextType::class, [
                'empty_data' => '',
                'constraints' => [new Length(max: 64, maxMessage: sprintf($tooLong, 'username'))],
            ])
            ->add('password', PasswordType::class, [
                'empty_data' => '',
                'constraints' => [new Length(max: 64, maxMessage: sprintf($tooLong, 'password'))],
            ])
            ->add('email', EmailType::class, [
                'label' => 'E-mail',
                'constraints' => [new NotBlank(message: 'The e-mail address is missing.'), new Email(
                    mode: Email::VALIDATION_MODE_STRICT,
                    message: 'This is no e-mail address.',
                )],
            ])
            ->add('mobile', TelType::class, [
                'label' => 'Mobile number',
                'constraints' => [new NotBlank(message: 'The mobile number is missing.'), new Regex(
                    pattern: '/^\+[0-9]{6,15}$/D',
                    message: 'The mobile number must be like +431234567.',
                )],
            ]);
    }
}
